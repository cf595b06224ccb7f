"""SmolLM2 from a GGUF file, dequantised to float32 by transformers, with its settings beside the file's own metadata."""

from pathlib import Path
from typing import Any

import torch
from gguf import GGUFReader
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

# GGUF key → name in transformers' config.
FIELDS = {
    "llama.block_count": "num_hidden_layers",
    "llama.context_length": "max_position_embeddings",
    "llama.embedding_length": "hidden_size",
    "llama.feed_forward_length": "intermediate_size",
    "llama.attention.head_count": "num_attention_heads",
    "llama.attention.head_count_kv": "num_key_value_heads",
    "llama.attention.layer_norm_rms_epsilon": "rms_norm_eps",
    "llama.rope.freq_base": "rope_theta",
    "llama.vocab_size": "vocab_size",
    "tokenizer.ggml.bos_token_id": "bos_token_id",
    "tokenizer.ggml.eos_token_id": "eos_token_id",
}


def load_model(gguf: Path) -> PreTrainedModel:
    return AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32).eval()


def converted_tokenizer(gguf: Path) -> PreTrainedTokenizerBase:
    """The tokenizer as transformers converts it: it knows nothing of `tokenizer.ggml.pre`, so it does not split digits first."""
    return AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)


def load_tokenizer(gguf: Path) -> PreTrainedTokenizerBase:
    """
    The same with the pre-tokenizer that `tokenizer.ggml.pre = smollm` stands for and SmolLM2's own tokenizer.json has: digits one
    by one, then bytes. Without it two spaces before a digit come out as other tokens.
    """
    assert GGUFReader(gguf).get_field("tokenizer.ggml.pre").contents() == "smollm"
    tokenizer = converted_tokenizer(gguf)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    return tokenizer


def config_values(model: PreTrainedModel, gguf: Path) -> dict[str, dict[str, Any]]:
    """Each setting as the GGUF has it and as transformers read it."""
    reader = GGUFReader(gguf)
    config = {**model.config.to_dict(), "rope_theta": model.config.rope_parameters["rope_theta"]}
    values: dict[str, dict[str, Any]] = {}
    for key, name in FIELDS.items():
        field = reader.get_field(key)
        values[name] = {"gguf": field.contents() if field else None, "transformers": config.get(name)}
    return values
