"""
The rate of plain float32 matrix products in PyTorch, [M, K] × [N, K]ᵀ as a linear layer has it.

    python scripts/peers/gemm.py [--threads 2] [--repeats 15]
"""

import argparse

import torch
from machine import median, report, timed

# The first four are a SmolLM2-135M's with 512 positions; the others show what the machine can do.
SHAPES = [(512, 576, 1536), (512, 1536, 576), (512, 576, 576), (512, 576, 49152), (1024, 1024, 1024), (2048, 2048, 2048), (4096, 2048, 2048)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    rates = []
    for m, k, n in SHAPES:
        x, w, out = torch.randn(m, k), torch.randn(n, k), torch.empty(m, n)
        for _ in range(3):
            torch.mm(x, w.T, out=out)
        ms = [timed(lambda: torch.mm(x, w.T, out=out)) for _ in range(args.repeats)]
        flops = 2 * m * k * n
        rates.append({"m": m, "k": k, "n": n, "bestGflops": flops / min(ms) / 1e6, "medianGflops": flops / median(ms) / 1e6})
    report({"bestGflops": max(r["bestGflops"] for r in rates), "shapes": rates}, args.threads)


if __name__ == "__main__":
    main()
