"""
Greedy decoding with transformers: batch 1, KV cache, float32. The prompt's first new token is timed apart from the others.

    python scripts/peers/decode.py --model DIR_OR_GGUF [--prompt 64] [--new 64] [--repeats 5]
"""

import argparse
from pathlib import Path

import torch
from machine import forget_peak, load, median, peak_rss_bytes, report, timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--prompt", type=int, default=64)
    parser.add_argument("--new", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    model, _ = load(args.model)
    ids = torch.randint(100, model.config.vocab_size, (1, args.prompt), generator=torch.Generator().manual_seed(0))
    made: list[list[int]] = []

    def generate(new: int) -> None:
        out = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=new, min_new_tokens=new, do_sample=False
        )
        made.append(out[0, args.prompt :].tolist())

    forget_peak()
    generate(args.new)
    first = [timed(lambda: generate(1)) for _ in range(args.repeats)]
    whole = [timed(lambda: generate(args.new)) for _ in range(args.repeats)]
    report(
        {
            "decodeTokensPerSecond": (args.new - 1) / (median(whole) - median(first)) * 1e3,
            "tokensPerSecond": args.new / median(whole) * 1e3,
            "firstTokenMs": median(first),
            "generateMs": whole,
            "peakRssBytes": peak_rss_bytes(),
            "promptIds": ids[0].tolist(),
            "newIds": made[-1],
        },
        args.threads,
    )


if __name__ == "__main__":
    main()
