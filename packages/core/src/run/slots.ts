/** Which slots of a cache hold a row's own tokens. All rows use as many slots; what pads the shorter ones is masked. */
import type { Tensor } from '@adaptbench/graph';
import { MASKED } from './forward.ts';

export class Slots {
  #real: boolean[][];
  #used = 0;

  constructor(rows: number) {
    this.#real = Array.from({ length: rows }, () => []);
  }

  get rows(): number {
    return this.#real.length;
  }

  /** Slots in use, the same for all rows. */
  get used(): number {
    return this.#used;
  }

  /** So many slots, by default as the longest needs; the first `lengths[b]` of row b are its own. */
  append(lengths: readonly number[], T = Math.max(...lengths)): void {
    this.#real.forEach((real, b) => {
      for (let t = 0; t < T; t++) real.push(t < lengths[b]!);
    });
    this.#used += T;
  }

  /** Drops all rows but `keep`, from the first on. */
  keep(keep: readonly number[]): void {
    this.#real = keep.map((row) => this.#real[row]!);
  }

  /** What each of `queries` further tokens of a row sees of `capacity` slots: [B, queries, capacity]. */
  mask(queries: number, capacity: number): Tensor {
    const mask = new Float32Array(this.rows * queries * capacity).fill(MASKED);
    this.#real.forEach((real, b) =>
      real.forEach((is, c) => {
        if (is) for (let t = 0; t < queries; t++) mask[(b * queries + t) * capacity + c] = 0;
      }),
    );
    return { shape: [this.rows, queries, capacity], data: mask };
  }
}
