"""What the peer scripts share: the model, threads, memory and load, and one JSON object on stdout."""

import json
import os
import platform
import statistics
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Callable

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

GOLDEN = Path(__file__).resolve().parents[2] / "packages/testing/golden"


def load(path: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """A Hugging Face folder, or SmolLM2's GGUF file, in float32."""
    if path.suffix == ".gguf":
        sys.path.append(str(GOLDEN))
        import smollm2_model  # how a GGUF is read is said once, there

        return smollm2_model.load_model(path), smollm2_model.load_tokenizer(path)
    return AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval(), AutoTokenizer.from_pretrained(path)


def peak_rss_bytes() -> int:
    """The process's largest resident set so far (VmHWM)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def forget_peak() -> None:
    """Starts VmHWM anew at the present resident set, so that loading does not count."""
    Path("/proc/self/clear_refs").write_text("5")


def timed(run: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def median(values: list[float]) -> float:
    return statistics.median(values)


def version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def synchronize(device: str) -> None:
    """Waits for what a GPU still has to do, so that a clock sees it."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def report(result: dict[str, Any], threads: int) -> None:
    packages = ["torch", "transformers", "peft", "lm_eval"]
    environment = {
        "python": platform.python_version(),
        **{p: version_of(p) for p in packages},
        "threads": threads,
        "cpus": os.cpu_count(),
        "loadAverage1min": os.getloadavg()[0],
    }
    print(json.dumps({**result, "environment": environment}))
