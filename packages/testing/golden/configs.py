"""
What transformers computes from configurations that say the same thing in several places, leave things out or say what has no effect:
packages/models/src/__fixtures__/configs.json. Cases come from public reports (named), from the differential test of
random_configs.py, and from reading transformers' configuration classes. The weights are `hashed` (below and in configs.test.ts), so the
file holds the configurations and the first 12 of the last logits only.

    python packages/testing/golden/configs.py
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import digits, origin, write_json
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

OUT = Path(__file__).resolve().parents[2] / "models" / "src" / "__fixtures__" / "configs.json"
IDS = [3, 17, 40, 8, 22, 5, 31, 11, 2, 29, 47, 13, 36, 19]
Config = dict[str, Any]
SIZES: Config = {"vocab_size": 48, "hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4}
LLAMA: Config = {"model_type": "llama", **SIZES, "num_key_value_heads": 2, "max_position_embeddings": 128}
MISTRAL: Config = {**LLAMA, "model_type": "mistral", "sliding_window": None}
QWEN2: Config = {**LLAMA, "model_type": "qwen2", "tie_word_embeddings": True}
QWEN3: Config = {**LLAMA, "model_type": "qwen3", "head_dim": 12, "tie_word_embeddings": True}
GPT2: Config = {"model_type": "gpt2", "vocab_size": 48, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64}
YARN: Config = {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 16}
LLAMA3: Config = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}
LONG: Config = {
    "rope_type": "longrope",
    "short_factor": [1.0, 1.1, 1.5, 2.0],
    "long_factor": [1.0, 3.0, 6.0, 9.0],
    "original_max_position_embeddings": 32,
}

# name: (configuration, positions for which the model is one without windows and with one rotation)
CASES: dict[str, tuple[Config, int]] = {
    # Where rotary positions are said (sglang#14745, lmdeploy#4304, sglang#26187).
    "rope_theta at the top and inside rope_parameters": ({**LLAMA, "rope_theta": 10000.0, "rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}, 128),
    "rope_theta at the top and inside rope_scaling": ({**LLAMA, "rope_theta": 500.0, "rope_scaling": {"type": "linear", "factor": 2.0, "rope_theta": 50.0}}, 128),
    "rope_theta at the top, none inside": ({**LLAMA, "rope_theta": 500.0, "rope_parameters": {"rope_type": "linear", "factor": 4}}, 128),
    "rope_scaling and rope_parameters": ({**LLAMA, "rope_scaling": {"rope_type": "linear", "factor": 4.0}, "rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}, 128),
    "empty rope_scaling beside rope_parameters": ({**LLAMA, "rope_scaling": {}, "rope_parameters": {"rope_type": "linear", "factor": 4.0, "rope_theta": 500.0}}, 128),
    "type and rope_type differ": ({**LLAMA, "rope_scaling": {"rope_type": "default", "type": "linear", "factor": 4.0}}, 128),
    "a factor without a type": ({**LLAMA, "rope_scaling": {"factor": 4.0}}, 128),
    "no rotary settings at all": (LLAMA, 128),
    "dynamic within its context": ({**LLAMA, "rope_scaling": {"type": "dynamic", "factor": 4.0}}, 128),
    "partial_rotary_factor under the default type": ({**LLAMA, "partial_rotary_factor": 0.5}, 128),
    "partial_rotary_factor that rounds up to the whole head": ({**LLAMA, "rope_scaling": {"type": "linear", "factor": 2.0, "partial_rotary_factor": 0.9}}, 128),
    "proportional": ({**LLAMA, "rope_parameters": {"rope_type": "proportional", "rope_theta": 100.0, "partial_rotary_factor": 0.5, "factor": 2.0}}, 128),
    # YaRN (vllm#48621, sglang#22711).
    "yarn": ({**LLAMA, "rope_scaling": YARN}, 128),
    "yarn with mscale and mscale_all_dim": ({**LLAMA, "rope_scaling": {**YARN, "mscale": 1.0, "mscale_all_dim": 1.0}}, 128),
    "yarn with unequal mscales": ({**LLAMA, "rope_scaling": {**YARN, "mscale": 0.707, "mscale_all_dim": 0.5}}, 128),
    "yarn with one mscale": ({**LLAMA, "rope_scaling": {**YARN, "mscale": 0.707}}, 128),
    "yarn with mscale 0": ({**LLAMA, "rope_scaling": {**YARN, "mscale": 0.0, "mscale_all_dim": 1.0}}, 128),
    "yarn with attention_factor": ({**LLAMA, "rope_scaling": {**YARN, "attention_factor": 0.7, "mscale": 1.0, "mscale_all_dim": 0.5}}, 128),
    "yarn without truncation": ({**LLAMA, "rope_scaling": {**YARN, "truncate": False}}, 128),
    "yarn with truncate null": ({**LLAMA, "rope_scaling": {**YARN, "truncate": None}}, 128),
    "yarn with other betas": ({**LLAMA, "rope_scaling": {**YARN, "beta_fast": 4, "beta_slow": 0.25}}, 128),
    "yarn with betas 0": ({**LLAMA, "rope_scaling": {**YARN, "beta_fast": 0, "beta_slow": None}}, 128),
    "yarn with a factor below 1": ({**LLAMA, "rope_scaling": {**YARN, "factor": 0.5}}, 128),
    "yarn with factor null": ({**LLAMA, "rope_scaling": {**YARN, "factor": None}}, 128),
    "yarn with the original length at the top": ({**LLAMA, "original_max_position_embeddings": 64, "rope_scaling": YARN}, 128),
    "yarn without an original length": ({**LLAMA, "rope_scaling": {"type": "yarn", "factor": 4.0}}, 128),
    "yarn with an original length below a turn": ({**LLAMA, "rope_scaling": {**YARN, "original_max_position_embeddings": 2}}, 128),
    "yarn with betas the wrong way round": ({**LLAMA, "rope_scaling": {**YARN, "original_max_position_embeddings": 64, "beta_fast": 0.05, "beta_slow": 8.0, "truncate": False}}, 128),
    "llama3": ({**LLAMA, "rope_scaling": LLAMA3}, 128),
    "llama3 with the original length at the top": ({**LLAMA, "original_max_position_embeddings": 64, "rope_scaling": LLAMA3}, 128),
    "llama3 with its bands the wrong way round": ({**LLAMA, "rope_scaling": {**LLAMA3, "low_freq_factor": 4.0, "high_freq_factor": 1.0}}, 128),
    "longrope within its original length": ({**LLAMA, "rope_scaling": LONG}, 32),
    "longrope with a factor of its own": ({**LLAMA, "rope_scaling": {**LONG, "factor": 16.0}}, 32),
    "longrope with an attention_factor": ({**LLAMA, "rope_scaling": {**LONG, "attention_factor": 1.2}}, 32),
    "longrope whose factors are equal": ({**LLAMA, "rope_scaling": {**LONG, "long_factor": LONG["short_factor"]}}, 128),
    # Windows that no layer has, or some (keras-hub#2696).
    "qwen2 with max_window_layers beyond the layers": ({**QWEN2, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 28}, 128),
    "qwen2 with a window in one layer": ({**QWEN2, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 1}, 6),
    "qwen2 with use_sliding_window false": ({**QWEN2, "use_sliding_window": False, "sliding_window": 6, "max_window_layers": 0}, 128),
    "qwen2 with full layer_types": ({**QWEN2, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 0, "layer_types": ["full_attention"] * 2}, 128),
    "qwen3 with windowed layer_types": ({**QWEN3, "use_sliding_window": True, "sliding_window": 6, "max_window_layers": 28, "layer_types": ["full_attention", "sliding_attention"]}, 6),
    "qwen3 with a window that is null": ({**QWEN3, "use_sliding_window": True, "sliding_window": None, "max_window_layers": 0}, 128),
    "mistral with a window": ({**MISTRAL, "sliding_window": 6}, 6),
    "mistral without a word on windows": ({k: v for k, v in MISTRAL.items() if k != "sliding_window"} | {"max_position_embeddings": 8192}, 4096),
    "mistral with a window in one layer": ({**MISTRAL, "head_dim": 8, "sliding_window": 6, "layer_types": ["full_attention", "sliding_attention"]}, 6),
    "mistral with a window that no layer has": ({**MISTRAL, "head_dim": 8, "sliding_window": 6, "layer_types": ["full_attention"] * 2}, 128),
    "ministral": ({**MISTRAL, "head_dim": 8, "model_type": "ministral", "sliding_window": 6}, 6),
    "llama with a window left by another type": ({**LLAMA, "sliding_window": 6, "use_sliding_window": True}, 128),
    # Defaults by model type (keras-hub#2696).
    "mistral without num_key_value_heads": ({**{k: v for k, v in MISTRAL.items() if k != "num_key_value_heads"}, "num_attention_heads": 16, "hidden_size": 64}, 128),
    "qwen2 without num_key_value_heads": ({**{k: v for k, v in QWEN2.items() if k != "num_key_value_heads"}, "num_attention_heads": 32, "hidden_size": 128}, 128),
    "qwen3 without head_dim": ({k: v for k, v in QWEN3.items() if k != "head_dim"}, 128),
    "qwen3 with num_key_value_heads null": ({**QWEN3, "num_key_value_heads": None}, 128),
    "llama without heads": ({**{k: v for k, v in LLAMA.items() if k not in ("num_attention_heads", "num_key_value_heads")}, "hidden_size": 64}, 128),
    "llama without positions": ({k: v for k, v in LLAMA.items() if k != "max_position_embeddings"}, 2048),
    "mistral whose width is not divisible by heads": ({**MISTRAL, "hidden_size": 33}, 128),
    "rms_norm_eps 0": ({**LLAMA, "rms_norm_eps": 0.0}, 128),
    # Fields of other classes.
    "mistral with attention_bias and mlp_bias": ({**MISTRAL, "attention_bias": True, "mlp_bias": True}, 128),
    "qwen2 with attention_bias false": ({**QWEN2, "attention_bias": False}, 128),
    "llama with biases": ({**LLAMA, "attention_bias": True, "mlp_bias": True}, 128),
    "llama with pretraining_tp 2": ({**LLAMA, "pretraining_tp": 2}, 128),
    **{f"llama with {act}": ({**LLAMA, "hidden_act": act}, 128) for act in ("gelu", "gelu_pytorch_tanh", "quick_gelu", "relu2", "sigmoid")},
    # GPT-2.
    "gpt2": (GPT2, 64),
    "gpt2 without scaled scores": ({**GPT2, "scale_attn_weights": False}, 64),
    "gpt2 scaled by layer": ({**GPT2, "scale_attn_by_inverse_layer_idx": True, "reorder_and_upcast_attn": True}, 64),
    "gpt2 by the usual names": ({"model_type": "gpt2", "vocab_size": 48, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 32}, 32),
    "gpt2 by both names": ({**GPT2, "n_embd": 16, "hidden_size": 32}, 64),
    "gpt2 with an inner width, another activation and a head of its own": ({**GPT2, "n_inner": 20, "activation_function": "relu", "tie_word_embeddings": False}, 64),
}


def hashed(name: str, shape: tuple[int, ...]) -> torch.Tensor:
    """Numbers in [-½, ½) that depend on the name and the place; one-dimensional weights of norms lie around 1."""
    seed = sum((i + 1) * b for i, b in enumerate(name.encode())) & 0xFFFFFFFF
    h = np.arange(int(np.prod(shape)), dtype=np.uint32)
    with np.errstate(over="ignore"):
        h = h * np.uint32(2654435761) + np.uint32(seed) * np.uint32(40503)
        h ^= h >> np.uint32(15)
        h *= np.uint32(2246822519)
        h ^= h >> np.uint32(13)
    x = h.astype(np.float64) / 2**32 - 0.5
    if len(shape) == 1 and name.endswith(".weight"):
        x = 1 + 0.2 * x
    return torch.from_numpy(x.reshape(shape)).float()


def built(config: Config) -> PreTrainedModel:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(config))
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=torch.float32).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(hashed(name, tuple(parameter.shape)))
    return model.double()


def logits(model: PreTrainedModel, ids: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids]), use_cache=False).logits[0, -1]


def windowless(config: Config) -> Config:
    none = {"sliding_window": None, "use_sliding_window": False}
    mistral = {"model_type": "mistral"} if config["model_type"] == "ministral" else {}
    return {k: v for k, v in {**config, **none, **mistral}.items() if k != "layer_types"}


def case(config: Config, context: int) -> Config:
    model = built(config)
    if "sliding_window" in config:
        # The context is where the window begins to matter, and not before.
        free = built(windowless(config))
        for length in range(1, len(IDS) + 1):
            same = torch.allclose(logits(model, IDS[:length]), logits(free, IDS[:length]))
            assert same == (length <= context), (config, length)
    ids = IDS[: min(len(IDS), context)]
    return {"config": config, "contextLength": context, "ids": ids, "logits": [digits(x) for x in logits(model, ids)[:12].tolist()]}


if __name__ == "__main__":
    cases = {name: case(config, context) for name, (config, context) in CASES.items()}
    write_json(OUT, {"origin": origin("python packages/testing/golden/configs.py", None), "cases": cases})
    print(len(cases), "cases")
