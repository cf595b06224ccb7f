"""
LoRA training steps with PEFT and PyTorch, the usual way: model(**batch) with labels, AdamW, clipping at norm 1. Float32.

    python scripts/peers/train_lora.py --model DIR_OR_GGUF [--batches FILE] [--steps 20] [--warmup 3] [--loss usual|scored]

Rows have one label, the last token. FILE is JSON {"batches": [{"inputIds": [B][T]}, …]}, taken in turn; without it random ids.
`--loss scored` asks the model for the scored position's logits alone (logits_to_keep), which PEFT's users seldom do: the best that
the peer can give. A step's time holds forward, backward, clipping, update and zero_grad.
"""

import argparse
import json
from pathlib import Path

import torch
from machine import forget_peak, load, median, peak_rss_bytes, report, synchronize, timed
from peft import LoraConfig, get_peft_model
from torch.nn import functional


def batches(path: Path | None, rows: int, tokens: int, vocabulary: int) -> list[torch.Tensor]:
    if path:
        return [torch.tensor(b["inputIds"]) for b in json.loads(path.read_text())["batches"]]
    draw = torch.Generator().manual_seed(0)
    return [torch.randint(100, vocabulary, (rows, tokens), generator=draw) for _ in range(4)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--batches", type=Path)
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--targets", nargs="+", default=["q_proj", "v_proj"])
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--loss", choices=["usual", "scored"], default="usual")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)

    base, _ = load(args.model)
    config = LoraConfig(
        r=args.rank, lora_alpha=2 * args.rank, lora_dropout=0.0, target_modules=args.targets, task_type="CAUSAL_LM"
    )
    model = get_peft_model(base, config).train().to(args.device)
    lora = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(lora, lr=args.learning_rate)
    data = [ids.to(args.device) for ids in batches(args.batches, args.rows, args.tokens, base.config.vocab_size)]
    losses: list[float] = []

    def step(ids: torch.Tensor) -> None:
        mask = torch.ones_like(ids)
        if args.loss == "usual":
            labels = torch.full_like(ids, -100)
            labels[:, -1] = ids[:, -1]
            loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        else:
            logits = model(input_ids=ids, attention_mask=mask, logits_to_keep=2).logits[:, 0]
            loss = functional.cross_entropy(logits, ids[:, -1])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(lora, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        synchronize(args.device)

    whole_peak = peak_rss_bytes()
    forget_peak()
    times = [timed(lambda i=i: step(data[i % len(data)])) for i in range(args.warmup + args.steps)]
    timed_steps = times[args.warmup :]
    tokens = data[0].numel()
    report(
        {
            "tokensPerSecond": tokens / median(timed_steps) * 1e3,
            "medianStepMs": median(timed_steps),
            "stepMs": timed_steps,
            "peakRssBytes": peak_rss_bytes(),
            "loadingPeakRssBytes": whole_peak,
            "losses": losses,
            "loss": args.loss,
            "device": args.device,
            "batch": list(data[0].shape),
            "trainableParameters": sum(p.numel() for p in lora),
        },
        args.threads,
    )


if __name__ == "__main__":
    main()
