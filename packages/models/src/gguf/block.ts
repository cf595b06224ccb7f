/** What every block reader is and shares. */

/** Reads the block at `from` in `b` into `x` at `to`. `h` is the value of each float16 bit pattern. */
export type BlockReader = (b: Uint8Array, from: number, x: Float32Array, to: number, h: Float32Array) => void;

/** The float16 at `i`. */
export const half = (b: Uint8Array, i: number, h: Float32Array): number => h[b[i]! | (b[i + 1]! << 8)]!;

/** A byte read as a signed integer. */
export const signed = (byte: number): number => (byte << 24) >> 24;
