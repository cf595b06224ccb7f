"""
Random configurations of every family that adaptbench reads, with what transformers answers on them: the other side of
`compare-configs.ts`, which reads the same folders and says where the two differ. Nothing is downloaded.

    python packages/testing/golden/random_configs.py --out DIR [--seed 1] [--count 1000] [--first 0]
    node --import tsx scripts/exchange/compare-configs.ts DIR

Every case is a folder DIR/00000: config.json as drawn (fields left out, null, in two places, of other families, of later and earlier
versions), model.safetensors with random weights (head and embeddings tied, both there, one of them only), and expected.json: the last
logits at two lengths, or the error that transformers ends with. Case i depends on the seed and i alone.
"""

import argparse
import json
import logging
import random
import warnings
from pathlib import Path
from typing import Any

import torch
from common import digits, randomize
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.utils import logging as transformers_logging

VOCABULARY = 48
LENGTHS = (5, 23)
Config = dict[str, Any]
ACTS = ["silu", "gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu", "relu2", "quick_gelu", "swish", "tanh", "mish", "sigmoid"]


def maybe(r: random.Random, p: float) -> bool:
    return r.random() < p


def rope(r: random.Random, half: int) -> Config:
    """The inside of `rope_scaling` or `rope_parameters`."""
    kind = r.choice(["default", "linear", "dynamic", "llama3", "yarn", "yarn", "yarn", "longrope", "proportional", "mrope", "su"][: 9 if maybe(r, 0.9) else 11])
    out: Config = {}
    place = r.random()
    if place < 0.6:
        out["rope_type"] = kind
    elif place < 0.9:
        out["type"] = kind
    elif place < 0.97:
        out["rope_type"], out["type"] = kind, r.choice(["default", "linear", "yarn"])
    if kind != "default" or maybe(r, 0.3):
        if maybe(r, 0.95):
            out["factor"] = r.choice([1.0, 1, 1.5, 2.0, 4, 8.0, 32.0, 0.5])
    if maybe(r, 0.4):
        out["rope_theta"] = r.choice([500000.0, 1000000, 10000.0, 100, 25.5])
    if maybe(r, 0.5):
        out["original_max_position_embeddings"] = r.choice([1, 2, 4, 6, 8, 16, 32, 64, 100, 4096])
    if kind == "llama3" or maybe(r, 0.05):
        out["low_freq_factor"] = r.choice([1.0, 1, 2.0, 4.0, 0.5])
        out["high_freq_factor"] = r.choice([4.0, 4, 2.0, 8.0, 1.0])
    if kind == "yarn" or maybe(r, 0.05):
        for name, values in {
            "beta_fast": [32, 32.0, 16.0, 4, 1, 0, None],
            "beta_slow": [1, 1.0, 0.25, 2.0, 0, 8.0, None],
            "attention_factor": [1.0, 0.7, 1.3, None, 2],
            "mscale": [1.0, 0.707, 0.0, 2.0, 1],
            "mscale_all_dim": [1.0, 0.5, 0.0, 1.5, 0],
            "truncate": [True, False, None],
        }.items():
            if maybe(r, 0.35):
                out[name] = r.choice(values)
        if maybe(r, 0.05):
            out["factor"] = None
    if kind == "longrope":
        length = half if maybe(r, 0.95) else half + 1
        out["short_factor"] = [round(r.uniform(0.8, 3), 3) for _ in range(length)]
        out["long_factor"] = [round(r.uniform(1, 9), 3) for _ in range(length)] if maybe(r, 0.8) else out["short_factor"]
        if maybe(r, 0.3):
            out.pop("factor", None)
        if maybe(r, 0.3):
            out["attention_factor"] = r.choice([1.0, 1.2])
    if maybe(r, 0.08 if kind != "proportional" else 0.6):
        out["partial_rotary_factor"] = r.choice([1.0, 0.5, 0.25, 0.9, 1])
    if maybe(r, 0.05):
        out["finetuned"] = True
    return out


def add_rope(r: random.Random, c: Config, half: int) -> None:
    if maybe(r, 0.5):
        c["rope_theta"] = r.choice([10000.0, 10000, 500000.0, 1000000.0, 50, 1e-1])
    for name, p in (("rope_scaling", 0.45), ("rope_parameters", 0.45)):
        if maybe(r, p):
            c[name] = rope(r, half)
        elif maybe(r, 0.4):
            c[name] = r.choice([None, {}])
    if maybe(r, 0.06):
        c["partial_rotary_factor"] = r.choice([1.0, 0.5, 0.75, None])
    if maybe(r, 0.12):
        c["original_max_position_embeddings"] = r.choice([8, 16, 32, 128])


def strays(r: random.Random, c: Config) -> None:
    """Fields of other families and of the tools that write such files."""
    known: dict[str, list[Any]] = {
        "torch_dtype": ["float32", "bfloat16", None],
        "dtype": ["float32", "float16"],
        "attention_dropout": [0.0, 0.1],
        "use_cache": [True, False],
        "initializer_range": [0.02],
        "pretraining_tp": [1, 2],
        "bos_token_id": [0, 1, None],
        "eos_token_id": [2, [2, 3], None],
        "pad_token_id": [0, None, 5],
        "quantization_config": [None],
        "unsloth_version": ["2024.9"],
        "rope_interleaved": [False],
        "_name_or_path": ["x/y"],
        "architectures": [["LlamaForCausalLM"], ["MistralModel"], None],
        "my_note": ["a note", {"a": [1]}],
        "attention_bias": [True, False],
        "mlp_bias": [True, False],
        "sliding_window": [None, 6, 64, 4096],
        "use_sliding_window": [True, False],
        "max_window_layers": [0, 1, 2, 28],
        "head_dim": [None],
        "num_experts": [0],
        "logit_scale": [1.0],
        "chunk_size_feed_forward": [0, 4],
        "output_attentions": [False],
        "tie_encoder_decoder": [False],
        "is_decoder": [False, True],
        "temperature": [0.6],
        "hidden_act": ["gelu"],
        "scale_attn_by_inverse_layer_idx": [True],
        "is_causal": [True],
        "per_layer_config": [None, {}],
        "final_logit_softcapping": [None],
    }
    for name, values in known.items():
        if maybe(r, 0.12) and name not in c:
            c[name] = r.choice(values)


def llama_family(r: random.Random) -> Config:
    kind = r.choice(["llama", "llama", "mistral", "mistral", "ministral", "qwen2", "qwen3"])
    c: Config = {"model_type": kind, "vocab_size": VOCABULARY, "intermediate_size": r.choice([24, 40])}
    c["num_hidden_layers"] = r.choice([1, 2, 3])
    if maybe(r, 0.12):
        c["hidden_size"] = 64  # 32 heads of width 2 where nothing is said
        heads = 32
    else:
        heads = r.choice([1, 2, 4, 8, 32] if kind.startswith("qwen") else [1, 2, 4, 8])
        c["hidden_size"] = heads * r.choice([4, 6, 8]) + (r.choice([1, 3]) if maybe(r, 0.08) else 0)
        c["num_attention_heads"] = heads
    if maybe(r, 0.7):
        c["num_key_value_heads"] = r.choice([k for k in (1, 2, 4, 8, 32) if heads % k == 0] + ([None] if "istral" not in kind else []))
    if maybe(r, 0.35) or (kind == "qwen3" and maybe(r, 0.6)):
        c["head_dim"] = r.choice([4, 8, 12, 16] + ([None] if kind in ("llama", "mistral") else []))
    head = c.get("head_dim") or (128 if kind == "qwen3" and "head_dim" not in c else c["hidden_size"] // heads)
    if maybe(r, 0.85):
        c["max_position_embeddings"] = r.choice([8, 16, 32, 64, 128, 2048])
    if maybe(r, 0.6):
        c["rms_norm_eps"] = r.choice([1e-6, 1e-5, 0.0, 1e-3])
    if maybe(r, 0.25):
        c["hidden_act"] = r.choice(ACTS)
    if maybe(r, 0.7):
        c["tie_word_embeddings"] = maybe(r, 0.5)
    if kind in ("llama", "qwen3") and maybe(r, 0.3):
        c["attention_bias"] = maybe(r, 0.6)
    if kind == "llama" and maybe(r, 0.3):
        c["mlp_bias"] = maybe(r, 0.6)
    if "istral" in kind and maybe(r, 0.7):
        c["sliding_window"] = r.choice([None, 4, 6, 16, 4096])
    if kind.startswith("qwen") and maybe(r, 0.6):
        c["use_sliding_window"] = maybe(r, 0.6)
        c["sliding_window"] = r.choice([None, 4, 6, 16, 4096])
        if maybe(r, 0.7):
            c["max_window_layers"] = r.choice([0, 1, 2, 3, 28])
    if maybe(r, 0.15):
        c["layer_types"] = [r.choice(["full_attention", "full_attention", "sliding_attention"]) for _ in range(c["num_hidden_layers"] + maybe(r, 0.05))]
    add_rope(r, c, head // 2)
    return c


def gpt2(r: random.Random) -> Config:
    heads = r.choice([1, 2, 4, 12])
    c: Config = {"model_type": "gpt2", "vocab_size": VOCABULARY, "n_layer": r.choice([1, 2, 3]), "n_embd": heads * r.choice([2, 4, 8])}
    if heads != 12 or maybe(r, 0.5):
        c["n_head"] = heads
    c["n_positions"] = r.choice([8, 32, 64])
    for alias, name in (("hidden_size", "n_embd"), ("num_hidden_layers", "n_layer"), ("num_attention_heads", "n_head"), ("max_position_embeddings", "n_positions")):
        if name in c and maybe(r, 0.15):
            c[alias] = c.pop(name)
            if maybe(r, 0.4):
                c[name] = 3
    for name, values in {
        "n_inner": [None, 20, 64],
        "activation_function": ACTS,
        "layer_norm_epsilon": [1e-5, 1e-3, 0.0],
        "scale_attn_weights": [True, False],
        "scale_attn_by_inverse_layer_idx": [True, False],
        "reorder_and_upcast_attn": [True, False],
        "add_cross_attention": [False],
        "tie_word_embeddings": [True, False],
        "n_ctx": [1024],
        "summary_type": ["last"],
        "resid_pdrop": [0.1],
        "initializer_range": [0.02],
    }.items():
        if maybe(r, 0.3):
            c[name] = r.choice(values)
    return c


def weights(r: random.Random, model: torch.nn.Module, embedding: str, seed: int) -> dict[str, torch.Tensor]:
    """The model's state as a file might hold it: head and embeddings both, equal or not, or one of them."""
    state = {k: v.detach().clone() for k, v in model.state_dict().items()}
    form = r.choice(["usual"] * 6 + ["both equal", "both", "head only", "embeddings only"])
    tied = model.config.tie_word_embeddings
    if (form == "usual" and tied) or form == "embeddings only":
        state.pop("lm_head.weight", None)
    elif form == "head only":
        state.pop(embedding)
    elif form == "both":
        noise = torch.randn(state[embedding].shape, generator=torch.Generator().manual_seed(seed))
        state["lm_head.weight"] = 0.2 * noise
    if maybe(r, 0.1):
        state["score.weight"] = torch.zeros(2, 3)
    prefix = model.base_model_prefix + "."
    if maybe(r, 0.08) and embedding in state:
        state = {k.removeprefix(prefix): v for k, v in state.items()}
    return {k: v.contiguous() for k, v in state.items()}


def make(folder: Path, seed: int, index: int) -> None:
    r = random.Random(f"{seed}:{index}")
    config = gpt2(r) if maybe(r, 0.15) else llama_family(r)
    strays(r, config)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    expected: dict[str, Any] = {}
    try:
        built = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=torch.float32)
        randomize(built, 7 * index + seed)
        embedding = "transformer.wte.weight" if config["model_type"] == "gpt2" else "model.embed_tokens.weight"
        save_file(weights(r, built, embedding, index), folder / "model.safetensors", metadata={"format": "pt"})
        model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
        model.eval()
        if info["missing_keys"]:
            raise ValueError(f"missing {sorted(info['missing_keys'])}")
        expected["unexpected"] = sorted(info["unexpected_keys"])
        ids = torch.randint(0, VOCABULARY, (1, LENGTHS[-1]), generator=torch.Generator().manual_seed(index))
        expected["ids"] = ids[0].tolist()
        expected["last"] = {}
        for length in LENGTHS:
            if length > getattr(model.config, "n_positions", length):
                continue
            with torch.no_grad():
                logits = model(input_ids=ids[:, :length], use_cache=False).logits[0, -1]
            if not torch.isfinite(logits).all():
                raise ValueError("logits that are no numbers")
            expected["last"][length] = [digits(x, 7) for x in logits.tolist()]
    except Exception as error:  # noqa: BLE001: whatever it is, it is the reference's answer
        expected = {"error": f"{type(error).__name__}: {error}"[:300]}
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    torch.set_num_threads(1)
    for i in range(given.first, given.first + given.count):
        make(given.out / f"{i:05d}", given.seed, i)
