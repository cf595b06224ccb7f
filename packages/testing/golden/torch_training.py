"""
Ten AdamW steps of any PyTorch model on the batches of lora.py, in float64, written in the layout of lora.py's folders:

  grads.safetensors, after.safetensors    by the names given; gradients of step 0 before clipping
  golden.safetensors   logits.before, logits.after [4, V]
  golden.json          batches, optimizer, losses, gradient norms
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from common import digits, origin, save, write_json
from lora import ADAMW, STEPS, batches, logits_of, token_log_probs

Named = dict[str, torch.nn.Parameter]
# A model and what of it is trained, made anew: once in float64, once in float32 to see what rounding does.
Build = Callable[[], tuple[torch.nn.Module, Named]]
# Factor on a tensor's learning rate, by name.
Rate = Callable[[str], float]


def same_rate(_name: str) -> float:
    return 1


def plain_ids(base: Path) -> torch.Tensor:
    """Row 0 of the plain case in the model's golden.json, [1, T]."""
    return torch.tensor(json.loads((base / "golden.json").read_text())["cases"]["plain"]["inputIds"])[:1]


def train(model: torch.nn.Module, named: Named, data: list[Any], lr: float, max_norm: float, rate: Rate) -> dict[str, Any]:
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in named.values():
        parameter.requires_grad_(True)
    groups = [{"params": [parameter], "lr": lr * rate(name)} for name, parameter in named.items()]
    optimizer = torch.optim.AdamW(groups, **ADAMW)
    losses: list[float] = []
    norms: list[float] = []
    grads: dict[str, torch.Tensor] = {}
    for step in range(STEPS):
        batch = data[step % len(data)]
        loss = -token_log_probs(model, batch).sum() / (batch["labels"][:, 1:] != -100).sum()
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            grads = {name: parameter.grad.clone() for name, parameter in named.items()}
        norms.append(torch.nn.utils.clip_grad_norm_(named.values(), max_norm).item())
        losses.append(loss.item())
        optimizer.step()
    return {"losses": losses, "norms": norms, "grads": grads, "state": {n: p.detach().clone() for n, p in named.items()}}


def make(
    base: Path,
    folder: Path,
    build: Build,
    remake: str,
    lr: float = ADAMW["lr"],
    max_norm: float = 1.0,
    rate: Rate = same_rate,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ids = plain_ids(base)
    model, named = build()
    data = batches(model.config.vocab_size)
    rounding = train(model, named, data, lr, max_norm, rate)
    model, named = build()
    model = model.double()
    before = logits_of(model, ids)
    exact = train(model, named, data, lr, max_norm, rate)
    save(folder / "grads.safetensors", exact["grads"])
    save(folder / "after.safetensors", exact["state"])
    save(folder / "golden.safetensors", {"logits.before": before, "logits.after": logits_of(model, ids)})
    drift = max((exact["state"][k] - rounding["state"][k].double()).abs().max().item() for k in exact["state"])
    write_json(
        folder / "golden.json",
        {
            "origin": origin(remake),
            "trainableParameters": sum(p.numel() for p in exact["state"].values()),
            "optimizer": {
                "learningRate": lr,
                "betas": ADAMW["betas"],
                "epsilon": ADAMW["eps"],
                "weightDecay": ADAMW["weight_decay"],
                "maxGradNorm": max_norm,
            },
            "batches": [
                {"inputIds": b["input_ids"].tolist(), "attentionMask": b["attention_mask"].tolist(), "labels": b["labels"].tolist()}
                for b in data
            ],
            "losses": [digits(x, 9) for x in exact["losses"]],
            "gradNorms": [digits(x, 9) for x in exact["norms"]],
            "float32Difference": digits(drift, 3),
        },
    )
    print(base.name, folder.name, exact["losses"][0], exact["losses"][-1], [round(x, 2) for x in exact["norms"]], drift)
