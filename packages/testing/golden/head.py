"""
LoRA with a classification head as PEFT trains it (task_type SEQ_CLS) on the tiny checkpoints: the folder that PEFT writes, its logits, the
gradients of the first step, and six AdamW steps with clipping. Float64 throughout, stored in float32.

    python packages/testing/golden/head.py

packages/testing/fixtures/<model>/seq-cls-lora/
  before/adapter_config.json, before/adapter_model.safetensors   the start: A as PEFT draws it, B and score N(0, 0.05²)
  grads.safetensors    gradients of step 0, before clipping; named as in adapter_model.safetensors
  after.safetensors    the adapter after the last step
  golden.safetensors   logits.before, logits.after [4, 5]
  golden.json          rows of ids, the label of each, optimizer, losses, gradient norms
"""

import shutil
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, digits, origin, save, write_json
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from transformers import AutoModelForSequenceClassification

REMAKE = "python packages/testing/golden/head.py"
STEPS = 6
LABELS = 5
LENGTHS = [9, 4, 7, 1]
ADAMW: dict[str, Any] = {"lr": 1e-2, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}
MAX_NORM = 1.0
CASES = [("tiny-llama", ["q_proj", "v_proj"]), ("tiny-gpt2", ["c_attn"])]


def start(base: Path, targets: list[str]) -> PeftModel:
    """PEFT's A; B and head are not zero, so that all have a gradient. All numbers are exact in float32."""
    torch.manual_seed(SEED)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=LABELS)
    model.config.pad_token_id = 0
    model = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules=targets, task_type="SEQ_CLS"))
    settings = model.peft_config["default"]
    settings.base_model_name_or_path = base.name
    settings.target_modules = sorted(targets)  # PEFT keeps a set: no fixed order
    draw = torch.Generator().manual_seed(SEED + 1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad and "lora_A" not in name:
                parameter.copy_(0.05 * torch.randn(parameter.shape, generator=draw))
    return model


def make(base: Path, targets: list[str]) -> None:
    folder = base / "seq-cls-lora"
    shutil.rmtree(folder, ignore_errors=True)
    model = start(base, targets)
    model.save_pretrained(folder / "before")
    (folder / "before" / "README.md").unlink()
    (folder / "before" / "adapter_model.safetensors").chmod(0o644)
    model = model.double()

    draw = torch.Generator().manual_seed(SEED + 2)
    rows = [torch.randint(3, model.config.vocab_size, (n,), generator=draw) for n in LENGTHS]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(r) for r in rows], batch_first=True)
    labels = torch.tensor([3, 0, 4, 3])

    def forward() -> Any:
        return model(input_ids=ids, attention_mask=mask, labels=labels)

    before = forward().logits.detach()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, **ADAMW)
    losses: list[float] = []
    norms: list[float] = []
    grads: dict[str, torch.Tensor] = {}
    for _ in range(STEPS):
        loss = forward().loss
        optimizer.zero_grad()
        loss.backward()
        if not grads:
            named = {n: p for n, p in model.named_parameters() if p.requires_grad}
            grads = {n.replace(".modules_to_save", "").replace(".default", ""): p.grad.clone() for n, p in named.items()}
            assert grads.keys() == get_peft_model_state_dict(model).keys()
        norms.append(torch.nn.utils.clip_grad_norm_(trained, MAX_NORM).item())
        losses.append(loss.item())
        optimizer.step()
    save(folder / "grads.safetensors", grads)
    save(folder / "after.safetensors", get_peft_model_state_dict(model))
    save(folder / "golden.safetensors", {"logits.before": before, "logits.after": forward().logits})
    golden = {
        "origin": origin(REMAKE),
        "rows": [r.tolist() for r in rows],
        "labels": labels.tolist(),
        "optimizer": {"learningRate": ADAMW["lr"], "weightDecay": ADAMW["weight_decay"], "maxGradNorm": MAX_NORM},
        "losses": [digits(x, 8) for x in losses],
        "gradNorms": [digits(x, 8) for x in norms],
    }
    write_json(folder / "golden.json", golden)
    print(base.name, losses)


if __name__ == "__main__":
    for name, targets in CASES:
        make(FIXTURES / name, targets)
