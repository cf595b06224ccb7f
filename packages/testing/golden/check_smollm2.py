"""
Compares full logits written by adaptbench for the prompts of packages/testing/fixtures/smollm2/golden.json with transformers'.

    python packages/testing/golden/check_smollm2.py FOLDER --gguf SmolLM2-135M-Instruct.Q4_1.gguf

FOLDER holds tensors prompt_0 … prompt_19, each [T, V] float32, as prompt_<i>.npy or in any .safetensors files. Prints max |Δ| a prompt
and over all; exits with 1 beyond --tolerance.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy
import torch
from common import FIXTURES
from safetensors.torch import load_file
from smollm2_model import load_model


def read(folder: Path) -> dict[str, torch.Tensor]:
    tensors = {file.stem: torch.from_numpy(numpy.load(file)) for file in folder.glob("prompt_*.npy")}
    for file in folder.glob("*.safetensors"):
        tensors |= load_file(file)
    return tensors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    args = parser.parse_args()
    prompts = json.loads((FIXTURES / "smollm2" / "golden.json").read_text())["prompts"]
    ours = read(args.folder)
    absent = [f"prompt_{i}" for i in range(len(prompts)) if f"prompt_{i}" not in ours]
    if absent:
        print("missing:", absent)
        return 1
    model = load_model(args.gguf)
    worst = 0.0
    for i, prompt in enumerate(prompts):
        with torch.no_grad():
            theirs = model(input_ids=torch.tensor([prompt["ids"]])).logits[0]
        mine = ours[f"prompt_{i}"]
        if mine.shape != theirs.shape:
            print(f"prompt_{i} is {list(mine.shape)}, expected {list(theirs.shape)}")
            return 1
        difference = (mine - theirs).abs().max().item()
        same = int((mine.argmax(-1) == theirs.argmax(-1)).sum())
        print(f"prompt_{i}: max |Δ| {difference:.2e}, same best token at {same} of {len(theirs)} positions")
        worst = max(worst, difference)
    print(f"max |Δ| over all: {worst:.2e}")
    return 0 if worst <= args.tolerance else 1


if __name__ == "__main__":
    sys.exit(main())
