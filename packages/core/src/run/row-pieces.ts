/**
 * Keys and values of rows that are read in several passes, each by whichever rows still have something to read. A pass leaves them as
 * [H, B, T, K] by layer and kind; a row's are the pieces of its passes, in order. H key/value heads, B rows, K head width.
 */
import type { Tensor } from '@adaptbench/graph';
import type { ModelShape } from '../contracts/architecture.ts';

interface Piece {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The row's place in that pass, and how many of its tokens are the row's own; padding follows. */
  readonly row: number;
  readonly tokens: number;
}

/** What one row has read so far. */
export class RowPieces {
  readonly #pieces: Piece[] = [];
  /** Tokens so far. */
  length = 0;

  /** `outputs`: `present.<layer>.k|v` of a pass. */
  add(outputs: Readonly<Record<string, Tensor>>, row: number, tokens: number): void {
    this.#pieces.push({ outputs, row, tokens });
    this.length += tokens;
  }

  /** Copies a layer's keys or values behind each other into `to`, [H, B, C, K], as its row b, and zeros behind them. */
  copy(
    name: string,
    { keyValueHeads: H, dHead: K }: ModelShape,
    to: Float32Array,
    b: number,
    B: number,
  ): void {
    const C = to.length / (H * B * K);
    for (let h = 0; h < H; h++) {
      let at = (h * B + b) * C * K;
      for (const { outputs, row, tokens } of this.#pieces) {
        const { data, shape } = outputs[`present.${name}`]!;
        const from = (h * shape[1]! + row) * shape[2]! * K;
        to.set(data.subarray(from, from + tokens * K), at);
        at += tokens * K;
      }
      to.fill(0, at, (h * B + b + 1) * C * K);
    }
  }
}

/** Memory for the caches of one pass after another: a pass has no more use for those before it. */
export type Room = Map<string, Float32Array>;

/** `cache.<layer>.k|v` [H, B, C, K] for a pass of these rows, C tokens of the longest. */
export function cacheFeeds(
  rows: readonly RowPieces[],
  shape: ModelShape,
  room: Room,
): Record<string, Tensor> {
  const { keyValueHeads: H, dHead: K, layers } = shape;
  const [B, C] = [rows.length, Math.max(...rows.map(({ length }) => length))];
  const size = H * B * C * K;
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) => [`${layer}.k`, `${layer}.v`])
      .flat()
      .map((name) => {
        let data = room.get(name);
        if (data === undefined || data.length < size) room.set(name, (data = new Float32Array(size)));
        const used = data.subarray(0, size);
        rows.forEach((row, b) => row.copy(name, shape, used, b, B));
        return [`cache.${name}`, { shape: [H, B, C, K], data: used }];
      }),
  );
}
