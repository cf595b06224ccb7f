"""
LoRA beyond one rank, as PEFT trains it: DoRA, rank and alpha patterns, LoRA+'s learning-rate ratio.

    python packages/testing/golden/lora_variants.py

packages/testing/fixtures/<model>/lora-<variant>/: before/ written by PEFT, and the files of torch_training.py with logits.merged
"""

import shutil
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, save
from lora import ALL_LINEAR, logits_of
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from torch_training import Named, make, plain_ids
from transformers import AutoModelForCausalLM

REMAKE = "python packages/testing/golden/lora_variants.py"
PATTERNS: dict[str, Any] = {"rank_pattern": {"q_proj": 2, r"layers\.1\.mlp\..*": 6}, "alpha_pattern": {"v_proj": 3, "1.mlp.up_proj": 12}}
GPT2_PATTERNS: dict[str, Any] = {"rank_pattern": {"h.0.attn.c_proj": 2, "mlp.c_proj": 6}, "alpha_pattern": {"c_fc": 3}, "use_rslora": True}
# model, case, PEFT's settings, learning rate of B over that of A
CASES: list[tuple[str, str, dict[str, Any], float]] = [
    ("tiny-llama", "lora-dora", {"target_modules": ["down_proj", "q_proj", "v_proj"], "use_dora": True}, 1),
    ("tiny-llama", "lora-patterns", {"target_modules": sorted(ALL_LINEAR), **PATTERNS}, 1),
    ("tiny-llama", "lora-plus", {"target_modules": ["q_proj", "v_proj"]}, 4),
    ("tiny-gpt2", "lora-dora", {"target_modules": ["c_attn", "c_fc"], "use_dora": True}, 4),
    ("tiny-gpt2", "lora-patterns", {"target_modules": ["c_attn", "c_fc", "c_proj"], **GPT2_PATTERNS}, 1),
]


def build(base: Path, settings: dict[str, Any]) -> tuple[torch.nn.Module, Named]:
    """PEFT's A, a B that is not zero and magnitudes off the norms, so that all have a gradient."""
    torch.manual_seed(SEED)
    model = AutoModelForCausalLM.from_pretrained(base)
    model = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, task_type="CAUSAL_LM", **settings))
    model.peft_config["default"].base_model_name_or_path = base.name
    draw = torch.Generator().manual_seed(SEED + 1)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_B" in name:
                p.copy_(0.05 * torch.randn(p.shape, generator=draw))
            elif "magnitude" in name:
                p.mul_(1 + 0.1 * torch.randn(p.shape, generator=draw))
    trained = {n: p for n, p in model.named_parameters() if p.requires_grad}
    return model, {n.replace("_vector.default.weight", "_vector").replace(".default", ""): p for n, p in trained.items()}


if __name__ == "__main__":
    for name, case, chosen, ratio in CASES:
        base = FIXTURES / name
        folder = base / case
        shutil.rmtree(folder, ignore_errors=True)
        model, _ = build(base, chosen)
        model.peft_config["default"].target_modules = chosen["target_modules"]  # PEFT keeps a set: no fixed order
        model.save_pretrained(folder / "before", save_embedding_layers=False)
        (folder / "before" / "README.md").unlink()
        (folder / "before" / "adapter_model.safetensors").chmod(0o644)
        # LoRA+ (peft.optimizers.create_loraplus_optimizer): B and vectors learn faster.
        make(base, folder, lambda: build(base, chosen), REMAKE, rate=lambda n: 1 if "lora_A" in n else ratio)
        merged = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "before").double().merge_and_unload()
        outputs = load_file(folder / "golden.safetensors")
        save(folder / "golden.safetensors", {**outputs, "logits.merged": logits_of(merged, plain_ids(base))})
