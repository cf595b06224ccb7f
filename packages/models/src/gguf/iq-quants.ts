/**
 * Quants of four bits whose integers stand for uneven steps. llama.cpp also writes IQ4_NL where a file is of type Q2_K, Q3_K or IQ4_XS and
 * the width of a matrix is no multiple of 256. Source: ggml `ggml/src/ggml-quants.c`, `dequantize_row_iq4_{nl,xs}`. Letters as in
 * dequantize.ts; s is a sub-block's integer scale.
 */
import { half } from './block.ts';
import type { BlockReader } from './block.ts';

/** `kvalues_iq4nl` of `ggml-common.h`. */
const steps = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

export const iqQuants: Record<'IQ4_NL' | 'IQ4_XS', BlockReader> = {
  // x = d step[q]: lower nibbles are the first 16 weights, upper ones the last 16
  IQ4_NL(b, from, x, to, h) {
    const d = half(b, from, h);
    for (let i = 0; i < 16; i++) {
      const q = b[from + 2 + i]!;
      x[to + i] = d * steps[q & 15]!;
      x[to + 16 + i] = d * steps[q >> 4]!;
    }
  },
  // bytes: d · 2 of eight high bit pairs of s · 4 of low nibbles of s · 128 nibbles, as above by 32;  x = d (s − 32) step[q]
  IQ4_XS(b, from, x, to, h) {
    const d = half(b, from, h);
    const high = b[from + 2]! | (b[from + 3]! << 8);
    for (let k = 0; k < 8; k++) {
      const low = (b[from + 4 + (k >> 1)]! >> ((k & 1) << 2)) & 15;
      const ds = d * ((low | (((high >> (2 * k)) & 3) << 4)) - 32);
      for (let i = 0; i < 16; i++) {
        const q = b[from + 8 + 16 * k + i]!;
        x[to + 32 * k + i] = ds * steps[q & 15]!;
        x[to + 32 * k + 16 + i] = ds * steps[q >> 4]!;
      }
    }
  },
};
