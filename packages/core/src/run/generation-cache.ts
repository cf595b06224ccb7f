/**
 * The keys and values of rows under generation: one array per layer and kind, [H, B, C, K]. It has room for C tokens per row, so that a
 * step copies its own token only. H key/value heads, B rows, K head width.
 */
import type { Tensor } from '@adaptbench/graph';
import type { ModelShape } from '../contracts/architecture.ts';
import { MASKED } from './forward.ts';

/** Room grows by this many tokens at a time. */
const CHUNK = 64;

export class GenerationCache {
  readonly #shape: ModelShape;
  #rows: number;
  #capacity = 0;
  /** Slots in use, the same for all rows; which of them hold a row's tokens is `#real`'s affair. */
  #used = 0;
  #data: Map<string, Float32Array>;
  #real: boolean[][];

  constructor(shape: ModelShape, rows: number) {
    this.#shape = shape;
    this.#rows = rows;
    this.#data = new Map();
    this.#real = Array.from({ length: rows }, () => []);
  }

  /** Inputs for `queries` further tokens a row; each sees all real tokens so far. */
  feeds(queries: number): Record<string, Tensor> {
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    const out: Record<string, Tensor> = {};
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v'])
        out[`cache.${layer}.${kind}`] = {
          shape: [H, this.#rows, this.#capacity, K],
          data: this.#data.get(`${layer}.${kind}`) ?? new Float32Array(0),
        };
    const mask = new Float32Array(this.#rows * queries * this.#capacity).fill(MASKED);
    this.#real.forEach((real, b) =>
      real.forEach((is, c) => {
        if (is) for (let t = 0; t < queries; t++) mask[(b * queries + t) * this.#capacity + c] = 0;
      }),
    );
    out['cacheMask'] = { shape: [this.#rows, queries, this.#capacity], data: mask };
    return out;
  }

  /** Appends a step's `present.<layer>.k|v` [H, B, T, K]; the first `lengths[b]` tokens of row b are real. */
  append(outputs: Readonly<Record<string, Tensor>>, lengths: readonly number[]): void {
    const T = Math.max(...lengths);
    this.#reserve(this.#used + T);
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v']) {
        const from = outputs[`present.${layer}.${kind}`]!;
        const width = from.shape[2]!;
        const to = this.#data.get(`${layer}.${kind}`)!;
        for (let row = 0; row < H * this.#rows; row++)
          to.set(
            from.data.subarray(row * width * K, (row * width + T) * K),
            (row * this.#capacity + this.#used) * K,
          );
      }
    this.#real.forEach((real, b) => {
      for (let t = 0; t < T; t++) real.push(t < lengths[b]!);
    });
    this.#used += T;
  }

  /** Drops all rows but `keep`, in that order. */
  keep(keep: readonly number[]): void {
    const { keyValueHeads: H, dHead: K } = this.#shape;
    const size = this.#capacity * K;
    for (const [name, old] of this.#data) {
      const data = new Float32Array(H * keep.length * size);
      for (let h = 0; h < H; h++)
        keep.forEach((row, i) => {
          const at = (h * this.#rows + row) * size;
          data.set(old.subarray(at, at + size), (h * keep.length + i) * size);
        });
      this.#data.set(name, data);
    }
    this.#real = keep.map((row) => this.#real[row]!);
    this.#rows = keep.length;
  }

  #reserve(slots: number): void {
    if (slots <= this.#capacity) return;
    const capacity = Math.ceil(slots / CHUNK) * CHUNK;
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v']) {
        const old = this.#data.get(`${layer}.${kind}`);
        const data = new Float32Array(H * this.#rows * capacity * K);
        if (old)
          for (let row = 0; row < H * this.#rows; row++)
            data.set(
              old.subarray(row * this.#capacity * K, (row * this.#capacity + this.#used) * K),
              row * capacity * K,
            );
        this.#data.set(`${layer}.${kind}`, data);
      }
    this.#capacity = capacity;
  }
}
