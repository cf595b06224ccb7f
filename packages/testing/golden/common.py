"""What the golden-value generators share: places, versions, readable JSON, random weights."""

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SEED = 20240607
torch.set_num_threads(2)


def origin(command: str, seed: int | None = SEED) -> dict[str, Any]:
    """Stands first in every JSON written: how to remake it and what made it."""
    packages = ["torch", "transformers", "peft", "tokenizers", "safetensors", "gguf"]
    return {
        "remake": command,
        "seed": seed,
        "versions": {"python": platform.python_version(), **{p: version(p) for p in packages}},
    }


def write_json(path: Path, value: dict[str, Any]) -> None:
    """One line an entry at the first two levels, compact below."""

    def compact(x: Any) -> str:
        return json.dumps(x, ensure_ascii=False)

    def block(x: Any, indent: str) -> str:
        inner = indent + "  "
        if isinstance(x, dict) and x and len(indent) < 4:
            rows = [f"{inner}{compact(k)}: {block(v, inner)}" for k, v in x.items()]
            return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
        if isinstance(x, list) and x and isinstance(x[0], dict):
            return "[\n" + ",\n".join(inner + compact(v) for v in x) + f"\n{indent}]"
        return compact(x)

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block(value, "") + "\n", encoding="utf-8")


def digits(x: float, n: int = 7) -> float:
    """Rounded to n significant digits."""
    return float(f"{x:.{n}g}")


def randomize(model: torch.nn.Module, seed: int) -> None:
    """Matrices N(0, 0.2²), norm weights 1 + N(0, 0.1²), biases N(0, 0.1²): large enough that logits differ clearly."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() > 1:
                parameter.copy_(0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_(1 + 0.1 * noise)


def save(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """As float32, with the metadata that PEFT and transformers write."""
    save_file({k: v.detach().float().contiguous() for k, v in tensors.items()}, path, metadata={"format": "pt"})
    path.chmod(0o644)
