/**
 * A cache in the processor's memory: one array per layer and kind, [H, B, C, K]. It has room for C tokens per row, so that a step copies
 * its own token only. H key/value heads, B rows, K head width.
 */
import type { Resident, Tensor } from '@adaptbench/graph';
import type { ModelShape } from '../contracts/architecture.ts';
import type { RowCache } from './row-cache.ts';
import { Slots } from './slots.ts';

/** Room grows by this many tokens at a time. */
const CHUNK = 64;

export class GenerationCache implements RowCache {
  readonly #shape: ModelShape;
  readonly #slots: Slots;
  #capacity = 0;
  #data: Map<string, Float32Array>;

  constructor(shape: ModelShape, rows: number) {
    this.#shape = shape;
    this.#data = new Map();
    this.#slots = new Slots(rows);
  }

  feeds(queries: number): Record<string, Tensor> {
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    const out: Record<string, Tensor> = {};
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v'])
        out[`cache.${layer}.${kind}`] = {
          shape: [H, this.#slots.rows, this.#capacity, K],
          data: this.#data.get(`${layer}.${kind}`) ?? new Float32Array(0),
        };
    out['cacheMask'] = this.#slots.mask(queries, this.#capacity);
    return out;
  }

  /** Appends a step's `present.<layer>.k|v` [H, B, T, K]. */
  async append(step: Readonly<Record<string, Resident>>, lengths: readonly number[]): Promise<void> {
    const T = Math.max(...lengths);
    const { rows, used } = this.#slots;
    this.#reserve(used + T);
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v']) {
        const from = await step[`present.${layer}.${kind}`]!.read();
        const width = from.shape[2]!;
        const to = this.#data.get(`${layer}.${kind}`)!;
        for (let row = 0; row < H * rows; row++)
          to.set(
            from.data.subarray(row * width * K, (row * width + T) * K),
            (row * this.#capacity + used) * K,
          );
      }
    this.#slots.append(lengths);
  }

  keep(keep: readonly number[]): Promise<void> {
    const { keyValueHeads: H, dHead: K } = this.#shape;
    const size = this.#capacity * K;
    for (const [name, data] of this.#data) {
      // In place: rows move towards the beginning, none over one that is still to move.
      for (let h = 0; h < H; h++)
        keep.forEach((row, i) => {
          const at = (h * this.#slots.rows + row) * size;
          data.copyWithin((h * keep.length + i) * size, at, at + size);
        });
      this.#data.set(name, data.subarray(0, H * keep.length * size));
    }
    this.#slots.keep(keep);
    return Promise.resolve();
  }

  release(): void {} // the garbage collector's affair

  #reserve(slots: number): void {
    if (slots <= this.#capacity) return;
    const capacity = Math.ceil(slots / CHUNK) * CHUNK;
    const { keyValueHeads: H, dHead: K, layers } = this.#shape;
    const { rows, used } = this.#slots;
    for (let layer = 0; layer < layers; layer++)
      for (const kind of ['k', 'v']) {
        const old = this.#data.get(`${layer}.${kind}`);
        const data = new Float32Array(H * rows * capacity * K);
        if (old)
          for (let row = 0; row < H * rows; row++)
            data.set(
              old.subarray(row * this.#capacity * K, (row * this.#capacity + used) * K),
              row * capacity * K,
            );
        this.#data.set(`${layer}.${kind}`, data);
      }
    this.#capacity = capacity;
  }
}
