/**
 * The K-quants: superblocks of 256 weights whose sub-blocks of 16 or 32 have small integer scales of their own.
 * Source: ggml `ggml/src/ggml-quants.c`, `dequantize_row_q{2,3,4,5,6,8}_K`. Letters as in dequantize.ts; s and m are a sub-block's
 * integer scale and minimum.
 */
import { half, signed } from './block.ts';
import type { BlockReader } from './block.ts';

type KQuant = 'Q2_K' | 'Q3_K' | 'Q4_K' | 'Q5_K' | 'Q6_K' | 'Q8_K';

export const kQuants: Record<KQuant, BlockReader> = {
  // bytes: 16 (s, m) nibbles · 64 of 2-bit q · d · dmin;  x = d s q − dmin m
  Q2_K(b, from, x, to, h) {
    const d = half(b, from + 80, h);
    const dmin = half(b, from + 82, h);
    for (let i = 0; i < 256; i++) {
      const scale = b[from + (i >> 4)]!;
      const q = (b[from + 16 + ((i >> 7) << 5) + (i & 31)]! >> (((i >> 5) & 3) << 1)) & 3;
      x[to + i] = d * (scale & 15) * q - dmin * (scale >> 4);
    }
  },
  // bytes: 32 of high bits · 64 of 2-bit q · 12 of sixteen 6-bit s · d;  x = d (s − 32) (q − 4 where the high bit is clear)
  Q3_K(b, from, x, to, h) {
    const d = half(b, from + 108, h);
    for (let i = 0; i < 256; i++) {
      const k = i >> 4;
      const low = (b[from + 96 + (k & 7)]! >> ((k >> 3) << 2)) & 15;
      const high = (b[from + 104 + (k & 3)]! >> ((k >> 2) << 1)) & 3;
      const q = (b[from + 32 + ((i >> 7) << 5) + (i & 31)]! >> (((i >> 5) & 3) << 1)) & 3;
      const clear = ((b[from + (i & 31)]! >> (i >> 5)) & 1) ^ 1;
      x[to + i] = d * ((low | (high << 4)) - 32) * (q - (clear << 2));
    }
  },
  // bytes: d · dmin · 12 of eight 6-bit (s, m) · 128 nibbles;  x = d s q − dmin m
  Q4_K(b, from, x, to, h) {
    const d = half(b, from, h);
    const dmin = half(b, from + 2, h);
    for (let k = 0; k < 8; k++) {
      const ds = d * sixBits(b, from + 4, k, 0);
      const dm = dmin * sixBits(b, from + 4, k, 4);
      const qs = from + 16 + ((k >> 1) << 5);
      const shift = (k & 1) << 2;
      for (let i = 0; i < 32; i++) x[to + 32 * k + i] = ds * ((b[qs + i]! >> shift) & 15) - dm;
    }
  },
  // bytes: d · dmin · 12 of (s, m) · 32 of fifth bits · 128 nibbles
  Q5_K(b, from, x, to, h) {
    const d = half(b, from, h);
    const dmin = half(b, from + 2, h);
    for (let k = 0; k < 8; k++) {
      const ds = d * sixBits(b, from + 4, k, 0);
      const dm = dmin * sixBits(b, from + 4, k, 4);
      const qs = from + 48 + ((k >> 1) << 5);
      const shift = (k & 1) << 2;
      for (let i = 0; i < 32; i++) {
        const q = ((b[qs + i]! >> shift) & 15) | (((b[from + 16 + i]! >> k) & 1) << 4);
        x[to + 32 * k + i] = ds * q - dm;
      }
    }
  },
  // bytes: 128 of low nibbles · 64 of high bit pairs · 16 signed s · d;  x = d s (q − 32)
  Q6_K(b, from, x, to, h) {
    const d = half(b, from + 208, h);
    for (let i = 0; i < 256; i++) {
      const part = i >> 7;
      const low = (b[from + (part << 6) + (i & 63)]! >> (((i >> 6) & 1) << 2)) & 15;
      const high = (b[from + 128 + (part << 5) + (i & 31)]! >> (((i >> 5) & 3) << 1)) & 3;
      x[to + i] = d * signed(b[from + 192 + (i >> 4)]!) * ((low | (high << 4)) - 32);
    }
  },
  // bytes: float32 d · 256 signed q · 16 sums that only dot products use;  x = d q
  Q8_K(b, from, x, to) {
    const d = new DataView(b.buffer, b.byteOffset + from, 4).getFloat32(0, true);
    for (let i = 0; i < 256; i++) x[to + i] = d * signed(b[from + 4 + i]!);
  },
};

/**
 * Scale (`kind` 0) or minimum (`kind` 4) number k of eight, six bits each, from the twelve bytes at `from`. Numbers 0–3 are the low six
 * bits of byte kind + k. Numbers 4–7 have their high two bits in the top of byte kind + k − 4. Their low four are in byte 8 + k − 4, scales
 * in its lower nibble and minima in its upper.
 */
function sixBits(b: Uint8Array, from: number, k: number, kind: 0 | 4): number {
  if (k < 4) return b[from + kind + k]! & 63;
  return ((b[from + 4 + k]! >> kind) & 15) | ((b[from + kind + k - 4]! >> 6) << 4);
}
