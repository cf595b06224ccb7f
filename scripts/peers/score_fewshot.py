"""
Scores answers after few-shot prompts: log p(continuation | context) as lm-eval's Hugging Face backend computes it, or with plain
transformers.

    python scripts/peers/score_fewshot.py --model DIR_OR_GGUF --requests FILE [--with lm-eval|transformers] [--batch 8] [--limit N]

FILE holds one JSON object a line: {"context": "…\\nSentiment:", "continuations": [" negative", " positive"]}. lm-eval sorts by
length, and scores one-token continuations of one context with a single pass. Plain transformers runs each pair, sorted by length.
lm-eval's batch size `auto` is of no use on a CPU: it starts from 64 rows and waits for an out-of-memory error that does not come.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from machine import forget_peak, load, peak_rss_bytes, report, timed
from transformers import PreTrainedModel, PreTrainedTokenizerBase

Pair = tuple[str, str]


def with_lm_eval(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair], batch: int
) -> tuple[list[float], float]:
    """Log-probabilities and milliseconds."""
    from lm_eval.api.instance import Instance
    from lm_eval.models.huggingface import HFLM

    backend = HFLM(pretrained=model, tokenizer=tokenizer, batch_size=batch, device=model.device.type)
    requests = [Instance(request_type="loglikelihood", doc={}, arguments=p, idx=i) for i, p in enumerate(pairs)]
    answers: list[tuple[float, bool]] = []
    ms = timed(lambda: answers.extend(backend.loglikelihood(requests, disable_tqdm=True)))
    return [a[0] for a in answers], ms


def with_transformers(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, pairs: list[Pair], batch: int
) -> tuple[list[float], float]:
    """Log-probabilities and milliseconds; rows are padded on the right."""
    answers = [0.0] * len(pairs)

    def run() -> None:
        encoded = [(len(tokenizer.encode(c)), tokenizer.encode(c + a)) for c, a in pairs]
        order = sorted(range(len(pairs)), key=lambda i: -len(encoded[i][1]))
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            width = max(len(encoded[i][1]) for i in rows)
            ids = torch.tensor([encoded[i][1] + [0] * (width - len(encoded[i][1])) for i in rows])
            mask = torch.tensor([[1] * len(encoded[i][1]) + [0] * (width - len(encoded[i][1])) for i in rows])
            with torch.inference_mode():
                log_probs = model(input_ids=ids.to(model.device), attention_mask=mask.to(model.device)).logits.log_softmax(-1)
            for row, i in enumerate(rows):
                context, tokens = encoded[i]
                answers[i] = sum(log_probs[row, t - 1, tokens[t]].item() for t in range(context, len(tokens)))

    ms = timed(run)
    return answers, ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--with", dest="scorer", choices=["lm-eval", "transformers"], default="lm-eval")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    lines = args.requests.read_text(encoding="utf-8").splitlines()[: args.limit]
    items: list[dict[str, Any]] = [json.loads(line) for line in lines]
    pairs = [(item["context"], answer) for item in items for answer in item["continuations"]]
    model, tokenizer = load(args.model)
    model = model.to(args.device)
    forget_peak()
    score = with_lm_eval if args.scorer == "lm-eval" else with_transformers
    scores, ms = score(model, tokenizer, pairs, args.batch)
    rest = iter(scores)
    report(
        {
            "itemsPerSecond": len(items) / ms * 1e3,
            "wallSeconds": ms / 1e3,
            "items": len(items),
            "promptTokens": sum(len(tokenizer.encode(item["context"])) for item in items),
            "peakRssBytes": peak_rss_bytes(),
            "logProbs": [[next(rest) for _ in item["continuations"]] for item in items],
            "scorer": args.scorer,
            "batch": args.batch,
        },
        args.threads,
    )


if __name__ == "__main__":
    main()
