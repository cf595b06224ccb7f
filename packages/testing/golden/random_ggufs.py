"""
Random GGUF files of Llama's and Qwen's architectures, written by gguf-py, with what transformers computes from the configuration that says
the same: llama.cpp's reading of the keys (`llama-model.cpp`, `llama-context.cpp`) in Hugging Face's words. The other side is
compare-configs.ts, as for random_configs.py.

    python packages/testing/golden/random_ggufs.py --out DIR [--seed 1] [--count 200]
"""

import argparse
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import digits, randomize
from gguf import GGUFWriter, RopeScalingType
from random_configs import LENGTHS, VOCABULARY, maybe
from transformers import AutoConfig, AutoModelForCausalLM

TOP = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
PARTS = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def gguf_name(name: str) -> str:
    module, kind = name.rsplit(".", 1)
    if module in TOP:
        return f"{TOP[module]}.{kind}"
    _, _, layer, part = module.split(".", 3)
    return f"blk.{layer}.{PARTS[part]}.{kind}"


def interleaved(w: np.ndarray, heads: int) -> np.ndarray:
    """As llama.cpp's converter permutes the rows of q and k of a Llama."""
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def scaling(r: random.Random, out: GGUFWriter, arch: str) -> dict[str, Any] | None:
    """Writes keys of rope.scaling; gives the same in Hugging Face's words, or None where nothing is stretched."""
    kind = r.choice([None, RopeScalingType.NONE, RopeScalingType.LINEAR, RopeScalingType.YARN, RopeScalingType.YARN])
    factor = r.choice([None, None, 1.0, 2.0, 4.0, 8.0, 32.0])
    old = r.choice([None, None, None, 2.0])
    original = r.choice([None, 8, 16, 64])
    if kind is not None:
        out.add_rope_scaling_type(kind)
    if factor is not None:
        out.add_rope_scaling_factor(factor)
    if old is not None:
        out.add_float32(f"{arch}.rope.scale_linear", old)
    if original is not None:
        out.add_rope_scaling_orig_ctx_len(original)
    attention = r.choice([None, 0.5, 1.0, 1.25]) if kind == RopeScalingType.YARN else None
    if attention is not None:
        out.add_rope_scaling_attn_factors(attention)
    s = factor if factor is not None else (old or 1.0)
    if kind == RopeScalingType.NONE:
        return None
    if kind == RopeScalingType.YARN:
        rope: dict[str, Any] = {"rope_type": "yarn", "factor": s, "attention_factor": (attention or 1.0) * (0.1 * math.log(s) + 1.0)}
        return rope if original is None else {**rope, "original_max_position_embeddings": original}
    return None if s == 1 else {"rope_type": "linear", "factor": s}


def make(folder: Path, seed: int, index: int) -> None:
    r = random.Random(f"{seed}:{index}")
    folder.mkdir(parents=True, exist_ok=True)
    arch = r.choice(["llama", "llama", "qwen2", "qwen3"])
    heads = r.choice([1, 2, 4])
    kv = r.choice([k for k in (1, 2, 4) if heads % k == 0])
    head = r.choice([4, 8, 16])
    width = heads * head if arch != "qwen3" or maybe(r, 0.5) else 24
    context = r.choice([16, 64, 128])
    out = GGUFWriter(folder / "m.gguf", arch)
    config: dict[str, Any] = {
        "model_type": arch,
        "vocab_size": VOCABULARY,
        "hidden_size": width,
        "intermediate_size": 40,
        "num_hidden_layers": r.choice([1, 2]),
        "num_attention_heads": heads,
        "num_key_value_heads": kv,
        "rms_norm_eps": r.choice([1e-5, 1e-6]),
        "max_position_embeddings": context,
        "tie_word_embeddings": maybe(r, 0.5),
        "head_dim": head,
    }
    if arch == "llama" and maybe(r, 0.15):
        config["attention_bias"] = True
    out.add_block_count(config["num_hidden_layers"])
    out.add_context_length(context)
    out.add_embedding_length(width)
    out.add_feed_forward_length(40)
    out.add_head_count(heads)
    if kv != heads or maybe(r, 0.5):
        out.add_head_count_kv(kv)
    out.add_layer_norm_rms_eps(config["rms_norm_eps"])
    if heads * head != width or maybe(r, 0.4):
        out.add_key_length(head)
        if maybe(r, 0.5):
            out.add_value_length(head)
    if maybe(r, 0.5):
        out.add_rope_dimension_count(head)
    theta = r.choice([None, 10000.0, 500000.0])
    if theta is not None:
        out.add_rope_freq_base(theta)
    rope = scaling(r, out, arch)
    if maybe(r, 0.3):
        out.add_vocab_size(VOCABULARY)
    config["rope_parameters"] = {"rope_type": "default", **(rope or {}), "rope_theta": theta or 10000.0}
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("gpt-2")
    out.add_token_list([f"t{i}" for i in range(VOCABULARY)])
    out.add_token_merges(["t 1"])
    out.add_eos_token_id(0)

    (folder / "config.json").write_text(json.dumps(config))
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=torch.float32).eval()
    randomize(model, 11 * index + seed)
    half = maybe(r, 0.4)
    for name, parameter in model.named_parameters():
        if half and parameter.dim() > 1:
            parameter.data = parameter.data.half().float()
        w = parameter.detach().numpy()
        if arch == "llama" and (".q_proj." in name or ".k_proj." in name):
            w = interleaved(w, heads if ".q_proj." in name else kv)
        out.add_tensor(gguf_name(name), np.ascontiguousarray(w.astype(np.float16) if half and parameter.dim() > 1 else w))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()

    ids = torch.randint(0, VOCABULARY, (1, LENGTHS[-1]), generator=torch.Generator().manual_seed(index))
    last = {}
    for length in LENGTHS:
        with torch.no_grad():
            last[length] = [digits(x, 7) for x in model(input_ids=ids[:, :length], use_cache=False).logits[0, -1].tolist()]
    (folder / "expected.json").write_text(json.dumps({"file": "m.gguf", "ids": ids[0].tolist(), "last": last}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    given = parser.parse_args()
    torch.set_num_threads(1)
    for i in range(given.count):
        make(given.out / f"{i:05d}", given.seed, i)
