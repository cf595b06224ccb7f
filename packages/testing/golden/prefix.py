"""
Prefix tuning, prompt tuning and P-tuning as PEFT trains them, on the tiny checkpoints: the folder that PEFT writes, its logits, the
gradients of the first step, ten AdamW steps with clipping, and the parameters after them. Float64 throughout, stored in float32.

    python packages/testing/golden/prefix.py

packages/testing/fixtures/<model>/<case>/
  before/adapter_config.json, before/adapter_model.safetensors   what PEFT saves at the start: the encoder's output, `prompt_embeddings`
  start.safetensors    what is trained, as PEFT draws it: the parameters of PEFT's prompt encoder by their names
  grads.safetensors    gradients of step 0, before clipping; the same names
  after.safetensors    the parameters after the last step
  golden.safetensors   logits.before, logits.after [4, V]: the last four positions of row 0 of the plain case in the model's golden.json;
                       prompt_embeddings.after: what PEFT would save after the last step
  golden.json          batches, optimizer, losses, gradient norms
"""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, digits, origin, save, write_json
from lora import ADAMW, STEPS, Batch, batches
from peft import PeftModel, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from torch.nn import functional
from transformers import AutoModelForCausalLM

REMAKE = "python packages/testing/golden/prefix.py"
COMMON: dict[str, Any] = {"task_type": "CAUSAL_LM"}
# case, PEFT's configuration, maximal gradient norm: small enough that some of each case's steps are clipped
CASES: list[tuple[str, Any, float]] = [
    ("prefix-direct", lambda: PrefixTuningConfig(num_virtual_tokens=3, **COMMON), 1.0),
    (
        "prefix-mlp",
        lambda: PrefixTuningConfig(num_virtual_tokens=3, prefix_projection=True, encoder_hidden_size=12, **COMMON),
        1.0,
    ),
    ("prompt-tuning", lambda: PromptTuningConfig(num_virtual_tokens=4, **COMMON), 1.0),
    ("p-tuning-mlp", lambda: PromptEncoderConfig(num_virtual_tokens=4, encoder_hidden_size=12, **COMMON), 3.0),
    (
        "p-tuning-lstm",
        lambda: PromptEncoderConfig(
            num_virtual_tokens=4, encoder_hidden_size=6, encoder_reparameterization_type="LSTM", **COMMON
        ),
        3.0,
    ),
]
ENCODER = "prompt_encoder.default."


def start(base: Path, config: Any, dtype: torch.dtype) -> PeftModel:
    """Weights and encoder are drawn in float32; PEFT keeps keys and values in the dtype in which the base was loaded."""
    torch.manual_seed(SEED)
    model = get_peft_model(AutoModelForCausalLM.from_pretrained(base, dtype=dtype), config())
    model.peft_config["default"].base_model_name_or_path = base.name
    return model.to(dtype).eval()


def trained(model: PeftModel) -> dict[str, torch.nn.Parameter]:
    return {n.removeprefix(ENCODER): p for n, p in model.named_parameters() if p.requires_grad}


def copies(tensors: dict[str, torch.nn.Parameter]) -> dict[str, torch.Tensor]:
    return {n: p.detach().clone() for n, p in tensors.items()}


def token_log_probs(model: PeftModel, batch: Batch) -> torch.Tensor:
    """log p of each label [B, T − 1], 0 where nothing is scored. Virtual tokens that are part of the output are cut off."""
    width = batch["input_ids"].shape[1]
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits[:, -width:][:, :-1]
    return -functional.cross_entropy(logits.transpose(1, 2), batch["labels"][:, 1:], ignore_index=-100, reduction="none")


def train(model: PeftModel, data: list[Batch], max_norm: float) -> dict[str, Any]:
    """Losses and gradient norms (before clipping) of STEPS steps, gradients of the first, parameters after the last."""
    parameters = trained(model)
    optimizer = torch.optim.AdamW(parameters.values(), **ADAMW)
    losses: list[float] = []
    norms: list[float] = []
    grads: dict[str, torch.Tensor] = {}
    for step in range(STEPS):
        batch = data[step % len(data)]
        loss = -token_log_probs(model, batch).sum() / (batch["labels"][:, 1:] != -100).sum()
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            grads = {n: p.grad.clone() for n, p in parameters.items()}
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), max_norm).item())
        losses.append(loss.item())
        optimizer.step()
    return {"losses": losses, "norms": norms, "grads": grads, "state": copies(parameters)}


def logits_of(model: torch.nn.Module, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, -4:]


def make(base: Path, case: str, config: Any, max_norm: float) -> None:
    folder = base / case
    shutil.rmtree(folder, ignore_errors=True)
    model = start(base, config, torch.float32)
    model.save_pretrained(folder / "before", save_embedding_layers=False)
    (folder / "before" / "README.md").unlink()
    (folder / "before" / "adapter_model.safetensors").chmod(0o644)
    data = batches(model.config.vocab_size)
    rounding = train(model, data, max_norm)

    ids = torch.tensor(json.loads((base / "golden.json").read_text())["cases"]["plain"]["inputIds"])[:1]
    model = start(base, config, torch.float64)
    save(folder / "start.safetensors", copies(trained(model)))
    before = logits_of(model, ids)
    loaded = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "before").eval()
    assert torch.allclose(before.float(), logits_of(loaded, ids), atol=1e-5)
    exact = train(model, data, max_norm)
    save(folder / "grads.safetensors", exact["grads"])
    save(folder / "after.safetensors", exact["state"])
    stored = model.get_prompt_embedding_to_save("default")
    tensors = {"logits.before": before, "logits.after": logits_of(model, ids), "prompt_embeddings.after": stored}
    save(folder / "golden.safetensors", tensors)

    def furthest(part: str) -> float:
        return max((exact[part][k] - rounding[part][k].double()).abs().max().item() for k in exact[part])

    golden = {
        "origin": origin(REMAKE),
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
        "float32Difference": {"after": digits(furthest("state"), 3), "grads": digits(furthest("grads"), 3)},
    }
    write_json(folder / "golden.json", golden)
    print(base.name, case, "losses", golden["losses"][0], golden["losses"][-1], "norms", [round(x, 2) for x in exact["norms"]])
    print("  float32 differs:", golden["float32Difference"])


if __name__ == "__main__":
    for model_name in ["tiny-llama", "tiny-gpt2"]:
        for case_name, peft_config, norm_limit in CASES:
            make(FIXTURES / model_name, case_name, peft_config, norm_limit)
