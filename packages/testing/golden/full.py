"""
Training parts of the checkpoint itself with plain transformers and PyTorch: everything, biases (BitFit), norms, final norm and head.
Tensors are named as in the checkpoint; tied embeddings are one tensor whose gradient sums over both uses. The start is the
checkpoint, so no folder `before` is written. See torch_training.py for the files.

    python packages/testing/golden/full.py
"""

from collections.abc import Callable
from pathlib import Path

import torch
from common import FIXTURES
from torch_training import Named, make
from transformers import AutoModelForCausalLM
from transformers.models.llama.modeling_llama import LlamaRMSNorm
from transformers.models.qwen2.modeling_qwen2 import Qwen2RMSNorm

NORMS = (torch.nn.LayerNorm, LlamaRMSNorm, Qwen2RMSNorm)
Select = Callable[[torch.nn.Module], set[int]]


def everything(model: torch.nn.Module) -> set[int]:
    return {id(p) for p in model.parameters()}


def biases(model: torch.nn.Module) -> set[int]:
    return {id(m.bias) for m in model.modules() if getattr(m, "bias", None) is not None}


def norms(model: torch.nn.Module) -> set[int]:
    return {id(p) for m in model.modules() if isinstance(m, NORMS) for p in m.parameters()}


def head(model: torch.nn.Module) -> set[int]:
    """The final norm, and the output matrix unless it is the input embeddings too."""
    final = model.transformer.ln_f if hasattr(model, "transformer") else model.model.norm
    tied = [] if model.config.tie_word_embeddings else [model.lm_head.weight]
    return {id(p) for p in [*final.parameters(), *tied]}


CASES: list[tuple[str, str, Select, float]] = [
    ("tiny-llama", "full", everything, 1e-3),
    ("tiny-llama", "layer-norms", norms, 1e-2),
    ("tiny-llama", "head", head, 1e-2),
    ("tiny-gpt2", "full", everything, 1e-3),
    ("tiny-gpt2", "bitfit", biases, 1e-2),
    ("tiny-gpt2", "layer-norms", norms, 1e-2),
    ("tiny-gpt2", "head", head, 1e-2),
    ("tiny-qwen2", "bitfit", biases, 1e-2),
]


def build(base: Path, select: Select) -> tuple[torch.nn.Module, Named]:
    model = AutoModelForCausalLM.from_pretrained(base)
    chosen = select(model)
    return model, {name: p for name, p in model.named_parameters() if id(p) in chosen}


if __name__ == "__main__":
    for model_name, case, selection, rate in CASES:
        folder = FIXTURES / model_name
        make(folder, folder / case, lambda: build(folder, selection), "python packages/testing/golden/full.py", lr=rate)
