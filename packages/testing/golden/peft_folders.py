"""
LoRA folders with the traits that folders on the hub have, as PEFT saves them, and the logits PEFT gives when it loads them.

    python packages/testing/golden/peft_folders.py

writes packages/lora/src/peft/__fixtures__/<case>/{adapter_config.json, adapter_model.safetensors}, golden.json (model and ids of
each case) and logits.safetensors (the last two positions of each case). Large tensors are stored in half precision, and PEFT loads them so.
"""

import copy
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import torch
from common import SEED, origin, save, write_json
from peft import LoraConfig, PeftModel, get_peft_model
from random_adapters import FIXTURES, WEIGHTS, disturb, logits
from random import Random
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

OUT = Path(__file__).resolve().parents[2] / "lora" / "src" / "peft" / "__fixtures__"
IDS = [5, 211, 17, 99, 3, 64, 150, 8]
QV: dict[str, Any] = {"target_modules": ["q_proj", "v_proj"], "r": 2}

# Model, settings, arguments of save_pretrained.
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "pissa": ("tiny-llama", {"target_modules": ["q_proj", "v_proj", "down_proj"], "r": 4, "init_lora_weights": "pissa"}, {}),
    "pissa-conv1d": ("tiny-gpt2", {"target_modules": ["c_attn", "mlp.c_proj"], "r": 3, "init_lora_weights": "pissa", "fan_in_fan_out": True}, {}),
    "pissa-dora-patterns": (
        "tiny-qwen2",
        {
            "target_modules": ["k_proj", "up_proj"],
            "r": 20,
            "use_dora": True,
            "use_rslora": True,
            "init_lora_weights": "pissa",
            "rank_pattern": {"up_proj": 2},
            "alpha_pattern": {r".*\.1\..*": 5},
        },
        {},
    ),
    "olora": ("tiny-llama", {"target_modules": ["v_proj", "gate_proj"], "r": 3, "init_lora_weights": "olora"}, {}),
    "olora-conv1d": ("tiny-gpt2", {"target_modules": ["attn.c_proj"], "r": 2, "init_lora_weights": "olora", "fan_in_fan_out": True}, {}),
    "orthogonal": ("tiny-llama", {**QV, "init_lora_weights": "orthogonal"}, {}),
    "rank-beyond-width": ("tiny-llama", {"target_modules": ["v_proj"], "r": 40, "layers_to_transform": [1]}, {}),
    "tokens": ("tiny-llama", {**QV, "trainable_token_indices": [17, 5]}, {}),
    "tokens-tied": ("tiny-qwen2", {**QV, "trainable_token_indices": {"embed_tokens": [211, 8, 3]}}, {}),
    "tokens-head": ("tiny-llama", {**QV, "trainable_token_indices": {"lm_head": [5], "embed_tokens": [150, 64]}}, {}),
    "bias-all": ("tiny-gpt2", {"target_modules": ["c_attn"], "r": 2, "bias": "all", "fan_in_fan_out": True}, {}),
    "bias-lora-only": ("tiny-qwen2", {**QV, "bias": "lora_only", "use_dora": True}, {}),
    "norms-saved": ("tiny-llama", {**QV, "modules_to_save": ["norm", "input_layernorm"]}, {}),
    "head-saved": ("tiny-llama", {**QV, "modules_to_save": ["lm_head"]}, {}),
    "embeddings-saved": ("tiny-qwen2", QV, {"save_embedding_layers": True}),
    "head-adapted": ("tiny-llama", {"target_modules": ["o_proj", "lm_head"], "r": 2, "alpha_pattern": {"lm_head": 5}}, {}),
    "embeddings-adapted": ("tiny-llama", {"target_modules": ["o_proj", "embed_tokens"], "r": 2}, {}),
    "pattern-of-nothing": (
        "tiny-llama",
        {**QV, "rank_pattern": {"gate_proj": 5, "1.self_attn.q_pro.": 3}, "alpha_pattern": {"k_proj": 3}, "modules_to_save": []},
        {},
    ),
    "layers-and-exceptions": ("tiny-llama", {"target_modules": ["q_proj", "k_proj", "W_pack"], "r": 2, "layers_to_transform": 1, "exclude_modules": ["k_proj"]}, {}),
    "regular-expression": ("tiny-llama", {"target_modules": r"^(?!.*layers\.0).*\.(?:q|v)_proj$", "r": 2}, {}),
}


def main() -> None:
    warnings.simplefilter("ignore")
    cases: dict[str, Any] = {}
    answers: dict[str, torch.Tensor] = {}
    for i, (case, (name, settings, how)) in enumerate(CASES.items()):
        folder = OUT / case
        shutil.rmtree(folder, ignore_errors=True)
        torch.manual_seed(SEED + i)
        base = AutoModelForCausalLM.from_pretrained(FIXTURES / name, dtype=torch.float32).eval()
        model = get_peft_model(copy.deepcopy(base), LoraConfig(task_type="CAUSAL_LM", **settings))
        disturb(model, Random(f"{SEED}/{case}"))
        if how:  # embeddings are trained too
            with torch.no_grad():
                model.get_input_embeddings().weight.mul_(1.1)
        model.save_pretrained(folder, **how)
        (folder / "README.md").unlink()
        config = json.loads((folder / "adapter_config.json").read_text())
        for field in ("target_modules", "exclude_modules"):  # PEFT keeps sets
            if isinstance(config[field], list):
                config[field] = sorted(config[field])
        config["base_model_name_or_path"] = name
        (folder / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
        tensors = load_file(folder / WEIGHTS)
        save_file({k: v.half() if v.numel() > 4096 else v for k, v in tensors.items()}, folder / WEIGHTS, metadata={"format": "pt"})
        (folder / WEIGHTS).chmod(0o644)
        with torch.no_grad():
            plain = logits(base, IDS)
            answer = logits(PeftModel.from_pretrained(base, folder).eval(), IDS)
        moves = (answer - plain).abs().max().item()
        assert moves > 0.05, case
        cases[case] = {"model": name, "inputIds": IDS, "moves": round(moves, 3)}
        answers[case] = answer[-2:]
    write_json(OUT / "golden.json", {"origin": origin("python packages/testing/golden/peft_folders.py"), "cases": cases})
    save(OUT / "logits.safetensors", answers)


if __name__ == "__main__":
    main()
