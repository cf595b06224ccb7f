"""
IA³ as PEFT trains it, for the method that packages/lora/README.md writes from scratch.

    python packages/testing/golden/ia3.py

packages/testing/fixtures/<model>/ia3/: before/ written by PEFT, and the files of torch_training.py
"""

import shutil
from pathlib import Path

import torch
from common import FIXTURES, SEED
from peft import IA3Config, get_peft_model
from torch_training import Named, make
from transformers import AutoModelForCausalLM

# model, adapted modules, those whose input is stretched: PEFT's own defaults for both families
CASES = [
    ("tiny-llama", ["down_proj", "k_proj", "v_proj"], ["down_proj"]),
    ("tiny-gpt2", ["c_attn", "mlp.c_proj"], ["mlp.c_proj"]),
]


def build(base: Path, modules: list[str], inputs: list[str]) -> tuple[torch.nn.Module, Named]:
    """Vectors off 1."""
    model = AutoModelForCausalLM.from_pretrained(base)
    model = get_peft_model(model, IA3Config(target_modules=modules, feedforward_modules=inputs, task_type="CAUSAL_LM"))
    config = model.peft_config["default"]
    config.base_model_name_or_path = base.name
    config.target_modules, config.feedforward_modules = modules, inputs  # PEFT keeps sets: no fixed order
    draw = torch.Generator().manual_seed(SEED)
    named = {n.replace(".default", ""): p for n, p in model.named_parameters() if p.requires_grad}
    with torch.no_grad():
        for p in named.values():
            p.copy_(1 + 0.1 * torch.randn(p.shape, generator=draw))
    return model, named


if __name__ == "__main__":
    for name, modules, inputs in CASES:
        base = FIXTURES / name
        folder = base / "ia3"
        shutil.rmtree(folder, ignore_errors=True)
        model, _ = build(base, modules, inputs)
        model.save_pretrained(folder / "before", save_embedding_layers=False)
        (folder / "before" / "README.md").unlink()
        (folder / "before" / "adapter_model.safetensors").chmod(0o644)
        make(base, folder, lambda: build(base, modules, inputs), "python packages/testing/golden/ia3.py")
