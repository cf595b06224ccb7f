"""
A few random blocks of every GGUF tensor type with the float32 numbers that gguf-py makes of them (exact bits).
Remake: python packages/testing/golden/gguf_quants.py
"""

import base64

import numpy as np
from common import FIXTURES, origin, write_json
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T
from gguf.quants import dequantize

SEED = 5
OUT = FIXTURES.parents[1] / "models" / "src" / "gguf" / "__fixtures__" / "quants.json"

# Where a block keeps its float16 scales: random bits there would mostly be infinite or absurd.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "Q8_K": [],
    "IQ4_NL": [0], "IQ4_XS": [0],
}
BLOCKS = {32: 4, 256: 2}


def q8_k(blocks: np.ndarray) -> np.ndarray:
    """gguf-py has no Q8_K; ggml's dequantize_row_q8_K is x = d q."""
    d = np.ascontiguousarray(blocks[:, :4]).view(np.float32)
    return d * np.ascontiguousarray(blocks[:, 4:260]).view(np.int8).astype(np.float32)


def encode(x: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(x).tobytes()).decode()


def main() -> None:
    rng = np.random.default_rng(SEED)
    types = {}
    for name, places in SCALES.items():
        block, size = GGML_QUANT_SIZES[T[name]]
        n = BLOCKS[block]
        data = rng.integers(0, 256, (n, size), dtype=np.uint8)
        for place in places:
            data[:, place : place + 2] = rng.normal(0, 0.05, (n, 1)).astype(np.float16).view(np.uint8)
        if name == "Q8_K":
            data[:, :4] = rng.normal(0, 0.05, (n, 1)).astype(np.float32).view(np.uint8)
        x = q8_k(data) if name == "Q8_K" else dequantize(data, T[name])
        assert np.isfinite(x).all(), name
        types[name] = {"blocks": encode(data), "float32": encode(x.astype(np.float32))}
    halves = np.arange(0, 65536, 257, dtype=np.uint16)  # every exponent, subnormal and special ones too
    types["F16"] = {"blocks": encode(halves), "float32": encode(halves.view(np.float16).astype(np.float32))}
    upper = rng.integers(0, 65536, 64).astype(np.uint16)
    upper = upper[(upper & 0x7F80) != 0x7F80]  # payloads of NaN are nobody's business
    types["BF16"] = {"blocks": encode(upper), "float32": encode(dequantize(upper.view(np.uint8), T.BF16))}
    write_json(OUT, {"origin": origin("python packages/testing/golden/gguf_quants.py", SEED), "types": types})


if __name__ == "__main__":
    main()
