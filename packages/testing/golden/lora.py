"""
LoRA as PEFT trains it, on the tiny checkpoints: an adapter folder written by PEFT, its logits (adapted and merged), the gradients of
the first step, ten AdamW steps with clipping, and the adapter after them. Float64 throughout, stored in float32.

    python packages/testing/golden/lora.py

packages/testing/fixtures/<model>/<case>/
  before/adapter_config.json, before/adapter_model.safetensors   the start: A as PEFT draws it, B N(0, 0.05²)
  grads.safetensors    gradients of step 0, before clipping; named as in adapter_model.safetensors
  after.safetensors    the adapter after the last step
  golden.safetensors   logits.before, logits.after, logits.merged [4, V]:
                       the last four positions of row 0 of the plain case in the model's golden.json
  golden.json          batches, optimizer, losses, gradient norms
"""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, digits, origin, save, write_json
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from torch.nn import functional
from transformers import AutoModelForCausalLM

REMAKE = "python packages/testing/golden/lora.py"
STEPS = 10
ADAMW: dict[str, Any] = {"lr": 1e-2, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}
ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
# model, case, PEFT's settings, maximal gradient norm: 3 leaves some of that case's steps unclipped, 1 none.
CASES: list[tuple[str, str, dict[str, Any], float]] = [
    ("tiny-llama", "lora-qv", {"target_modules": ["q_proj", "v_proj"]}, 1.0),
    ("tiny-llama", "lora-all-linear", {"target_modules": ALL_LINEAR}, 1.0),
    ("tiny-llama", "lora-qv-rslora", {"target_modules": ["q_proj", "v_proj"], "use_rslora": True}, 3.0),
    ("tiny-gpt2", "lora-c_attn", {"target_modules": ["c_attn"]}, 1.0),
    ("tiny-gpt2", "lora-all-linear", {"target_modules": ["c_attn", "c_proj", "c_fc"]}, 1.0),
]
# (prompt, completion) lengths of the three rows of the three batches; batch i serves steps i, i + 3, i + 6, …
LENGTHS = [[(6, 4), (3, 2), (8, 1)], [(2, 7), (5, 5), (4, 1)], [(7, 3), (1, 3), (9, 4)]]

Batch = dict[str, torch.Tensor]


def batches(vocabulary: int) -> list[Batch]:
    """Padded on the right with id 0; labels are ids at the completion and −100 elsewhere (not shifted: label t is scored at t − 1)."""
    draw = torch.Generator().manual_seed(SEED)
    out: list[Batch] = []
    for lengths in LENGTHS:
        width = max(p + c for p, c in lengths)
        ids = torch.zeros(len(lengths), width, dtype=torch.long)
        mask = torch.zeros_like(ids)
        labels = torch.full_like(ids, -100)
        for row, (p, c) in enumerate(lengths):
            ids[row, : p + c] = torch.randint(3, vocabulary, (p + c,), generator=draw)
            mask[row, : p + c] = 1
            labels[row, p : p + c] = ids[row, p : p + c]
        out.append({"input_ids": ids, "attention_mask": mask, "labels": labels})
    return out


def token_log_probs(model: PeftModel, batch: Batch) -> torch.Tensor:
    """log p of each label [B, T − 1], 0 where nothing is scored."""
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits[:, :-1]
    target = batch["labels"][:, 1:]
    loss = functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=-100, reduction="none")
    return -loss


def start(base: Path, settings: dict[str, Any]) -> PeftModel:
    """PEFT's A, and a B that is not zero, so that A has a gradient. All numbers are exact in float32."""
    torch.manual_seed(SEED)
    model = AutoModelForCausalLM.from_pretrained(base)
    model = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, task_type="CAUSAL_LM", **settings))
    model.peft_config["default"].base_model_name_or_path = base.name
    draw = torch.Generator().manual_seed(SEED + 1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.copy_(0.05 * torch.randn(parameter.shape, generator=draw))
    return model


def train(model: PeftModel, data: list[Batch], max_norm: float) -> dict[str, Any]:
    """Losses and gradient norms (before clipping) of STEPS steps, gradients and log-probabilities of the first."""
    lora = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(lora, **ADAMW)
    losses: list[float] = []
    norms: list[float] = []
    first: dict[str, Any] = {}
    for step in range(STEPS):
        batch = data[step % len(data)]
        log_probs = token_log_probs(model, batch)
        loss = -log_probs.sum() / (batch["labels"][:, 1:] != -100).sum()
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            state = get_peft_model_state_dict(model)
            grads = {n.replace(".default", ""): p.grad.clone() for n, p in model.named_parameters() if p.requires_grad}
            assert grads.keys() == state.keys()
            first = {"grads": grads, "rows": log_probs.sum(-1).tolist()}
        norms.append(torch.nn.utils.clip_grad_norm_(lora, max_norm).item())
        losses.append(loss.item())
        optimizer.step()
    return {"losses": losses, "norms": norms, "state": get_peft_model_state_dict(model), **first}


def logits_of(model: torch.nn.Module, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids).logits[0, -4:]


def make(base: Path, case: str, settings: dict[str, Any], max_norm: float) -> None:
    folder = base / case
    shutil.rmtree(folder, ignore_errors=True)
    model = start(base, settings)
    model.peft_config["default"].target_modules = sorted(settings["target_modules"])  # PEFT keeps a set: no fixed order
    model.save_pretrained(folder / "before", save_embedding_layers=False)
    (folder / "before" / "README.md").unlink()
    (folder / "before" / "adapter_model.safetensors").chmod(0o644)

    ids = torch.tensor(json.loads((base / "golden.json").read_text())["cases"]["plain"]["inputIds"])[:1]
    data = batches(model.config.vocab_size)
    rounding = train(start(base, settings), data, max_norm)
    model = model.double()
    before = logits_of(model, ids)
    merged = logits_of(
        PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "before").double().merge_and_unload(), ids
    )
    assert torch.allclose(before, merged, atol=1e-5)
    exact = train(model, data, max_norm)
    save(folder / "grads.safetensors", exact["grads"])
    save(folder / "after.safetensors", exact["state"])
    save(folder / "golden.safetensors", {"logits.before": before, "logits.after": logits_of(model, ids), "logits.merged": merged})

    drift = max((exact["state"][k] - rounding["state"][k].double()).abs().max().item() for k in exact["state"])
    grad = max((exact["grads"][k] - rounding["grads"][k].double()).abs().max().item() for k in exact["grads"])
    scale = 8 / math.sqrt(4) if settings.get("use_rslora") else 8 / 4
    golden = {
        "origin": origin(REMAKE),
        "scale": scale,
        "trainableParameters": sum(p.numel() for p in exact["state"].values()),
        "optimizer": {
            "learningRate": ADAMW["lr"],
            "betas": ADAMW["betas"],
            "epsilon": ADAMW["eps"],
            "weightDecay": ADAMW["weight_decay"],
            "maxGradNorm": max_norm,
            "clip": "g · min(1, maxGradNorm / (‖g‖ + 1e-6)), ‖g‖ over all tensors",
        },
        "batches": [
            {"inputIds": b["input_ids"].tolist(), "attentionMask": b["attention_mask"].tolist(), "labels": b["labels"].tolist()}
            for b in data
        ],
        "losses": [digits(x, 9) for x in exact["losses"]],
        "gradNorms": [digits(x, 9) for x in exact["norms"]],
        "rowLogProbs": [digits(x, 9) for x in exact["rows"]],
        "float32Difference": {"after": digits(drift, 3), "grads": digits(grad, 3)},
    }
    write_json(folder / "golden.json", golden)
    print(base.name, case, "losses", golden["losses"][0], golden["losses"][-1], "norms", [round(x, 2) for x in exact["norms"]])
    print("  float32 differs:", golden["float32Difference"])


if __name__ == "__main__":
    for model_name, case_name, lora_settings, norm_limit in CASES:
        make(FIXTURES / model_name, case_name, lora_settings, norm_limit)
