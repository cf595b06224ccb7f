"""
Memory bandwidth as PyTorch reaches it: reading a tensor (sum) and copying it (bytes read + bytes written).

    python scripts/peers/bandwidth.py [--threads 2] [--gigabytes 1] [--repeats 7]
"""

import argparse

import torch
from machine import median, report, timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--repeats", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    source = torch.ones(int(args.gigabytes * 1e9 / 4))
    target = torch.zeros_like(source)
    size = source.numel() * 4
    source.sum(), target.copy_(source)
    read = [timed(source.sum) for _ in range(args.repeats)]
    copy = [timed(lambda: target.copy_(source)) for _ in range(args.repeats)]
    rate = {
        "readGBps": {"best": size / min(read) / 1e6, "median": size / median(read) / 1e6},
        "copyGBps": {"best": 2 * size / min(copy) / 1e6, "median": 2 * size / median(copy) / 1e6},
    }
    report(rate, args.threads)


if __name__ == "__main__":
    main()
