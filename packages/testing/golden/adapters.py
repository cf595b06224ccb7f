"""
Bottleneck adapters by an independent definition: PyTorch modules hung on transformers' own modules with forward hooks.

    python packages/testing/golden/adapters.py

packages/testing/fixtures/<model>/adapter-<placement>/
  before/adapter_config.json, before/adapter.safetensors   in the layout of the adapters library, the adapter named "golden"
  before/norms.safetensors                                 where normalisations are trained too
  and the files of torch_training.py
"""

import json
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, save
from full import norms
from torch import nn
from torch_training import Named, make
from transformers import AutoModelForCausalLM

PHI = {"relu": nn.ReLU, "gelu": nn.GELU, "swish": nn.SiLU, "tanh": nn.Tanh}
# model, placement, nonlinearity, bottleneck, scaling, norms trained too
CASES: list[tuple[str, str, str, int, float, bool]] = [
    ("tiny-llama", "houlsby", "swish", 8, 1.0, False),
    ("tiny-llama", "pfeiffer", "tanh", 4, 1.0, False),
    ("tiny-llama", "parallel", "relu", 16, 4.0, False),
    ("tiny-gpt2", "houlsby", "gelu", 4, 1.0, True),
    ("tiny-gpt2", "pfeiffer", "relu", 8, 2.0, False),
    ("tiny-gpt2", "parallel", "swish", 8, 4.0, False),
]


class Bottleneck(nn.Module):
    """s · (W_up φ(W_down z + b) + b')."""

    def __init__(self, d: int, m: int, phi: str, scaling: float) -> None:
        super().__init__()
        self.adapter_down = nn.Sequential(nn.Linear(d, m), PHI[phi]())
        self.adapter_up = nn.Linear(m, d)
        self.scaling = scaling

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.scaling * self.adapter_up(self.adapter_down(z))


def attach(module: nn.Module, adapter: Bottleneck, parallel: bool) -> None:
    """The output h of a sublayer becomes h + adapter(h), or h + adapter(x) with x its input."""

    def hook(_module: nn.Module, args: tuple[Any, ...], out: Any) -> Any:
        h = out[0] if isinstance(out, tuple) else out
        adapted = h + adapter(args[0] if parallel else h)
        return (adapted, *out[1:]) if isinstance(out, tuple) else adapted

    module.register_forward_hook(hook)


def build(base: Path, case: tuple[str, str, str, int, float, bool]) -> tuple[nn.Module, Named]:
    _, placement, phi, m, scaling, with_norms = case
    model = AutoModelForCausalLM.from_pretrained(base)
    gpt2 = hasattr(model, "transformer")
    layers = model.transformer.h if gpt2 else model.model.layers
    path = "transformer.h" if gpt2 else "model.layers"
    draw = torch.Generator().manual_seed(SEED)
    adapters: dict[str, Bottleneck] = {}
    for i, layer in enumerate(layers):
        places = [("output_adapters", layer.mlp)]
        if placement == "houlsby":
            places.insert(0, ("attention_adapters", layer.attn if gpt2 else layer.self_attn))
        for group, module in places:
            adapter = Bottleneck(model.config.hidden_size, m, phi, scaling)
            with torch.no_grad():
                for p in adapter.parameters():
                    p.copy_(0.1 * torch.randn(p.shape, generator=draw))
            attach(module, adapter, placement == "parallel")
            adapters[f"{path}.{i}.{group}.adapters.golden"] = adapter
    chosen = norms(model) if with_norms else set()
    named = {n: p for n, p in model.named_parameters() if id(p) in chosen}
    # Held by the model, so that double() reaches them; hidden from named_parameters until then.
    model.golden_adapters = nn.ModuleList(adapters.values())
    for prefix, adapter in adapters.items():
        named |= {f"{prefix}.{n}": p for n, p in adapter.named_parameters()}
    return model, named


def write_start(folder: Path, case: tuple[str, str, str, int, float, bool], model: nn.Module, named: Named) -> None:
    _, placement, phi, m, scaling, with_norms = case
    before = folder / "before"
    before.mkdir(parents=True, exist_ok=True)
    own = {n: p for n, p in named.items() if ".adapters." in n}
    save(before / "adapter.safetensors", own)
    if with_norms:
        save(before / "norms.safetensors", {n: p for n, p in named.items() if n not in own})
    config = {
        "config": {
            "mh_adapter": placement == "houlsby",
            "output_adapter": True,
            "is_parallel": placement == "parallel",
            "reduction_factor": model.config.hidden_size / m,
            "non_linearity": phi,
            "scaling": scaling,
            "init_weights": "bert",
            "original_ln_before": False,
            "original_ln_after": True,
        },
        "hidden_size": model.config.hidden_size,
        "model_name": folder.parent.name,
        "model_type": model.config.model_type,
        "name": "golden",
        "version": "adaptbench",
    }
    (before / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    for made in CASES:
        target = FIXTURES / made[0] / f"adapter-{made[1]}"
        write_start(target, made, *build(FIXTURES / made[0], made))
        make(FIXTURES / made[0], target, lambda: build(FIXTURES / made[0], made), "python packages/testing/golden/adapters.py")
