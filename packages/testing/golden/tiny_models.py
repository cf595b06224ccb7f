"""
Makes the tiny random checkpoints under packages/testing/fixtures and what transformers answers on them:
config.json, model.safetensors (float32), a tokenizer, golden.json (ids, greedy continuations, token ids of texts) and
golden.safetensors (computed in float64, stored in float32; D width, V vocabulary):

  logits.plain [2, 12, V], logits.padded [2, 8, V] (zeros at the padding of row 1)
  hidden.0 (embeddings) … hidden.2 (after the last block and the final norm) [2, 12, D] of the plain case
  logits.linear, logits.dynamic, logits.yarn [12, V], tiny-llama3-rope only: row 0 of the plain case under config.<name>.json

    python packages/testing/golden/tiny_models.py
"""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, digits, origin, randomize, save, write_json
from tokenizers_tiny import TEXTS, VOCABULARY, tiny_tokenizer
from transformers import (
    AutoModelForCausalLM,
    GPT2Config,
    LlamaConfig,
    PretrainedConfig,
    PreTrainedModel,
    Qwen2Config,
    Qwen3Config,
)

REMAKE = "python packages/testing/golden/tiny_models.py"
SHAPE: dict[str, Any] = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    intermediate_size=48,
    bos_token_id=0,
    eos_token_id=2,
    pad_token_id=0,
)
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
LLAMA = LlamaConfig(**SHAPE, max_position_embeddings=128, rms_norm_eps=1e-5, tie_word_embeddings=False)
CONFIGS: dict[str, tuple[PretrainedConfig, str]] = {
    "tiny-llama": (LLAMA, "smollm2"),
    "tiny-gpt2": (
        GPT2Config(vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=64, bos_token_id=0, eos_token_id=0),
        "gpt2",
    ),
    "tiny-qwen2": (Qwen2Config(**SHAPE, max_position_embeddings=128, tie_word_embeddings=True), "qwen2"),
    "tiny-qwen3": (Qwen3Config(**SHAPE, head_dim=12, max_position_embeddings=128, tie_word_embeddings=True), "qwen2"),
    "tiny-llama3-rope": (
        LlamaConfig(
            **SHAPE,
            max_position_embeddings=512,
            rope_parameters={"rope_theta": 10000.0, **LLAMA3_ROPE},
            tie_word_embeddings=True,
        ),
        "llama3",
    ),
}
# The other scalings, on the weights of tiny-llama3-rope: config.<name>.json, logits.<name> in golden.safetensors.
OTHER_ROPES: dict[str, tuple[dict[str, Any], int]] = {
    "linear": ({"rope_type": "linear", "factor": 4.0}, 512),
    "dynamic": ({"rope_type": "dynamic", "factor": 2.0}, 8),
    "yarn": ({"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}, 64),
}


def positions(mask: torch.Tensor) -> torch.Tensor:
    """As transformers' generate counts them: padding does not count."""
    return (mask.cumsum(-1) - 1).clamp(min=0)


def forward(model: PreTrainedModel, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
    with torch.no_grad():
        out = model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
    return out.logits, list(out.hidden_states)


def greedy(model: PreTrainedModel, ids: torch.Tensor, mask: torch.Tensor, eos: int | None) -> tuple[list[list[int]], float]:
    """New ids of every row and the smallest distance between the best and second best logit on the way."""
    model.generation_config.eos_token_id = eos
    out = model.generate(
        input_ids=ids,
        attention_mask=mask,
        max_new_tokens=16,
        do_sample=False,
        eos_token_id=eos,
        pad_token_id=0,
        output_logits=True,
        return_dict_in_generate=True,
    )
    best = torch.stack(out.logits).topk(2, dim=-1).values
    margin = (best[..., 0] - best[..., 1]).min().item()
    return out.sequences[:, ids.shape[1] :].tolist(), margin


def generation(model: PreTrainedModel, draw: torch.Generator) -> dict[str, Any]:
    """Tokens for a batch of one and for a batch of two whose shorter prompt is padded on the left."""
    long = torch.randint(3, VOCABULARY, (1, 9), generator=draw)
    short = torch.randint(3, VOCABULARY, (1, 5), generator=draw)
    single, margin_single = greedy(model, long, torch.ones_like(long), None)
    alone, _ = greedy(model, short, torch.ones_like(short), None)
    ids = torch.cat([long, torch.cat([torch.zeros(1, 4, dtype=torch.long), short], dim=1)])
    mask = torch.tensor([[1] * 9, [0] * 4 + [1] * 5])
    batch, margin_batch = greedy(model, ids, mask, None)
    assert batch == [single[0], alone[0]], "padding changed the greedy tokens"
    margin = min(margin_single, margin_batch)
    assert margin > 1e-3, f"a near-tie ({margin}): choose another seed"
    eos = single[0][5]
    stopped, _ = greedy(model, ids, mask, eos)
    padded = {"inputIds": ids.tolist(), "attentionMask": mask.tolist(), "positionIds": positions(mask).tolist()}
    return {
        "single": {"inputIds": long.tolist(), "newIds": single},
        "batch": {**padded, "newIds": batch},
        "eos": {**padded, "eosTokenId": eos, "padTokenId": 0, "newIds": stopped},
        "smallestMargin": digits(margin, 4),
    }


def readable(folder: Path) -> None:
    """Without what no test reads, and with the usual file mode."""
    (folder / "generation_config.json").unlink(missing_ok=True)
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)


def hub_form(config: dict[str, Any]) -> dict[str, Any]:
    """`rope_theta` and `rope_scaling`, as files written before transformers 5 have them."""
    rope = dict(config.pop("rope_parameters"))
    theta = rope.pop("rope_theta")
    return {**config, "rope_theta": theta, "rope_scaling": rope}


def other_ropes(folder: Path, ids: torch.Tensor) -> dict[str, torch.Tensor]:
    logits: dict[str, torch.Tensor] = {}
    saved = json.loads((folder / "config.json").read_text())
    reference = AutoModelForCausalLM.from_pretrained(folder).double()
    (folder / "config.json").write_text(json.dumps(hub_form(saved), indent=2) + "\n")
    again = AutoModelForCausalLM.from_pretrained(folder).double()
    mask = torch.ones_like(ids)
    assert torch.equal(forward(reference, ids, mask)[0], forward(again, ids, mask)[0]), "the older form reads differently"
    for name, (rope, limit) in OTHER_ROPES.items():
        raw = {**saved, "max_position_embeddings": limit, "rope_parameters": {"rope_theta": 10000.0, **rope}}
        config = LlamaConfig(**{k: v for k, v in raw.items() if k not in ("architectures", "transformers_version")})
        model = AutoModelForCausalLM.from_pretrained(folder, config=config).double().eval()
        (folder / f"config.{name}.json").write_text(json.dumps(raw, indent=2) + "\n")
        logits[f"logits.{name}"] = forward(model, ids[:1], mask[:1])[0][0]
        assert not torch.allclose(logits[f"logits.{name}"], forward(again, ids[:1], mask[:1])[0][0], atol=1e-2)
    return logits


def make(name: str, config: PretrainedConfig, style: str, seed: int) -> None:
    folder = FIXTURES / name
    for file in folder.glob("*.*"):
        file.unlink()
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    randomize(model, seed)
    model.save_pretrained(folder)
    readable(folder)
    tokenizer = tiny_tokenizer(style)
    tokenizer.save_pretrained(folder)

    draw = torch.Generator().manual_seed(seed + 1)
    plain = torch.randint(3, VOCABULARY, (2, 12), generator=draw)
    padded = torch.randint(3, VOCABULARY, (2, 8), generator=draw)
    mask = torch.tensor([[1] * 8, [1] * 5 + [0] * 3])
    padded = padded * mask
    single = AutoModelForCausalLM.from_pretrained(folder).eval()
    model = AutoModelForCausalLM.from_pretrained(folder).double().eval()
    ones = torch.ones_like(plain)
    logits, hidden = forward(model, plain, ones)
    noise = (forward(single, plain, ones)[0].double() - logits).abs().max().item()
    tensors = {"logits.plain": logits, "logits.padded": forward(model, padded, mask)[0] * mask[..., None]}
    tensors |= {f"hidden.{i}": h for i, h in enumerate(hidden)}
    if name == "tiny-llama3-rope":
        tensors |= other_ropes(folder, plain)
    save(folder / "golden.safetensors", tensors)

    texts = [{"text": t, "ids": tokenizer.encode(t), "decoded": tokenizer.decode(tokenizer.encode(t))} for t in TEXTS]
    golden = {
        "origin": origin(REMAKE, seed),
        "cases": {
            "plain": {"inputIds": plain.tolist(), "attentionMask": ones.tolist()},
            "padded": {"inputIds": padded.tolist(), "attentionMask": mask.tolist()},
        },
        "logitsStd": digits(logits.std().item(), 4),
        "float32Difference": digits(noise, 3),
        "generation": generation(model, draw),
        "tokenizer": texts,
    }
    if style != "gpt2":
        messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "the film?"}]
        golden["chat"] = {
            "messages": messages,
            "text": tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True),
        }
    write_json(folder / "golden.json", golden)
    print(name, f"logits std {golden['logitsStd']}, float32 differs by {noise:.1e}", golden["generation"]["smallestMargin"])


def reduced_copies() -> None:
    """tiny-llama in bfloat16 as two shards with an index, and in float16 as one file; logits of each as float64 computes them."""
    source = FIXTURES / "tiny-llama"
    ids = torch.tensor(json.loads((source / "golden.json").read_text())["cases"]["plain"]["inputIds"])
    for name, dtype in (("tiny-llama-bf16-sharded", torch.bfloat16), ("tiny-llama-f16", torch.float16)):
        folder = FIXTURES / name
        shutil.rmtree(folder, ignore_errors=True)
        model = AutoModelForCausalLM.from_pretrained(source, dtype=dtype)
        model.save_pretrained(folder, max_shard_size="45KB" if dtype == torch.bfloat16 else "1GB")
        readable(folder)
        exact = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64).eval()
        logits = forward(exact, ids[:1], torch.ones_like(ids[:1]))[0]
        save(folder / "golden.safetensors", {"logits.plain": logits})
        write_json(folder / "golden.json", {"origin": origin(REMAKE, None), "cases": {"plain": {"inputIds": ids[:1].tolist()}}})
        print(name, sorted(p.name for p in folder.iterdir()))


if __name__ == "__main__":
    for index, (name, (config, style)) in enumerate(CONFIGS.items()):
        make(name, config, style, SEED + 10 * index)
    reduced_copies()
