/**
 * Blocks of quantised weights → float32: one function a type, after ggml's `dequantize_row_*` in `ggml/src/ggml-quants.c`. Each
 * formula takes at most one rounding to float32 there, so computing in float64 and rounding once gives the same bits.
 * In the comments d and m are a block's scale and minimum, q a stored integer, x the weight.
 */
import { decodeFloats, float16Table } from '@adaptbench/core';
import { half, signed } from './block.ts';
import type { BlockReader } from './block.ts';
import { iqQuants } from './iq-quants.ts';
import { kQuants } from './k-quants.ts';
import { ggmlTypes } from './types.ts';
import type { GgmlType, QuantType } from './types.ts';

const readers: Record<QuantType, BlockReader> = {
  // x = d (q − 8): lower nibbles are the first 16 weights, upper ones the last 16
  Q4_0(b, from, x, to, h) {
    const d = half(b, from, h);
    for (let i = 0; i < 16; i++) {
      const q = b[from + 2 + i]!;
      x[to + i] = d * ((q & 15) - 8);
      x[to + 16 + i] = d * ((q >> 4) - 8);
    }
  },
  // x = d q + m
  Q4_1(b, from, x, to, h) {
    const d = half(b, from, h);
    const m = half(b, from + 2, h);
    for (let i = 0; i < 16; i++) {
      const q = b[from + 4 + i]!;
      x[to + i] = d * (q & 15) + m;
      x[to + 16 + i] = d * (q >> 4) + m;
    }
  },
  // x = d (q − 16): the fifth bits of all 32 weights stand in four bytes before the nibbles
  Q5_0(b, from, x, to, h) {
    const d = half(b, from, h);
    for (let i = 0; i < 16; i++) {
      const q = b[from + 6 + i]!;
      x[to + i] = d * (((q & 15) | (fifthBit(b, from + 2, i) << 4)) - 16);
      x[to + 16 + i] = d * (((q >> 4) | (fifthBit(b, from + 2, i + 16) << 4)) - 16);
    }
  },
  // x = d q + m
  Q5_1(b, from, x, to, h) {
    const d = half(b, from, h);
    const m = half(b, from + 2, h);
    for (let i = 0; i < 16; i++) {
      const q = b[from + 8 + i]!;
      x[to + i] = d * ((q & 15) | (fifthBit(b, from + 4, i) << 4)) + m;
      x[to + 16 + i] = d * ((q >> 4) | (fifthBit(b, from + 4, i + 16) << 4)) + m;
    }
  },
  // x = d q
  Q8_0(b, from, x, to, h) {
    const d = half(b, from, h);
    for (let i = 0; i < 32; i++) x[to + i] = d * signed(b[from + 2 + i]!);
  },
  ...kQuants,
  ...iqQuants,
};

const fifthBit = (b: Uint8Array, from: number, i: number): number => (b[from + (i >> 3)]! >> (i & 7)) & 1;

/** `out.length` weights of type `type` from the start of `bytes`; a whole number of blocks. */
export function dequantize(type: GgmlType, bytes: Uint8Array, out: Float32Array): void {
  if (type === 'F32' || type === 'F16' || type === 'BF16' || type === 'F64') {
    decodeFloats(type, bytes, out);
    return;
  }
  const { block, bytes: size } = ggmlTypes[type];
  const read = readers[type];
  const h = float16Table();
  for (let from = 0, to = 0; to < out.length; from += size, to += block) read(bytes, from, out, to, h);
}
