/**
 * Rows of a batch: tokens that may branch. A row holds a prompt and, behind it, the continuations that are to be scored, each seeing
 * the prompt and itself only; so several labels cost one pass over their item.
 */
import type { Tensor } from '@adaptbench/graph';
import { MASKED } from './forward.ts';

/** Tokens after the shared past: `trunk` in order, then branches that grow from its end. */
export interface Row {
  readonly trunk: readonly number[];
  readonly continuations: readonly Continuation[];
}
export interface Continuation {
  /** Tokens after the trunk; the last one is only predicted, never read. */
  readonly tokens: readonly number[];
  /** Leading tokens that are not scored: the end of a context that tokenises differently before this continuation. */
  readonly skip: number;
}

export interface Batch {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Rows, padded length. */
  readonly size: number;
  readonly time: number;
  /** By row and continuation: indices into the flat list of picked log-probabilities. */
  readonly picks: readonly (readonly (readonly [number, number])[])[];
}

const rowLength = (r: Row): number =>
  r.trunk.length + r.continuations.reduce((n, c) => n + Math.max(c.tokens.length - 1, 0), 0);
export { rowLength };

/** Feeds for scoring rows whose first token stands at `start`; `vocabulary` turns (position, token) into one flat index. */
export function scoreBatch(rows: readonly Row[], start: number, vocabulary: number): Batch {
  const B = rows.length;
  const T = Math.max(...rows.map(rowLength));
  const ids = new Int32Array(B * T);
  const positions = new Int32Array(B * T).fill(start);
  const mask = new Float32Array(B * T * T).fill(MASKED);
  const places = rows.map((row, b) => layRow(row, b, T, start, ids, positions, mask));
  const S = Math.max(...places.map((p) => p.positions.length));
  const scored = new Int32Array(B * S);
  const flat: number[] = [];
  const picks = places.map((place, b) => {
    for (let s = 0; s < S; s++) scored[b * S + s] = b * T + (place.positions[s] ?? place.positions[0]!);
    return place.targets.map((targets): readonly [number, number] => {
      const from = flat.length;
      for (const [slot, token] of targets) flat.push((b * S + slot) * vocabulary + token);
      return [from, flat.length];
    });
  });
  const feeds = {
    ids: { shape: [B, T], data: ids },
    positions: { shape: [B, T], data: positions },
    mask: { shape: [B, T, T], data: mask },
    scored: { shape: [B, S], data: scored },
    picked: { shape: [flat.length], data: Int32Array.from(flat) },
  };
  return { feeds, size: B, time: T, picks };
}

interface Place {
  /** Positions in the row whose logits are wanted, each once. */
  readonly positions: readonly number[];
  /** By continuation: (index into `positions`, token) for each of its tokens. */
  readonly targets: readonly (readonly (readonly [number, number])[])[];
}

function layRow(
  row: Row,
  b: number,
  T: number,
  start: number,
  ids: Int32Array,
  positions: Int32Array,
  mask: Float32Array,
): Place {
  const n = row.trunk.length;
  const see = (t: number, from: number, to: number): void => {
    mask.fill(0, (b * T + t) * T + from, (b * T + t) * T + to + 1);
  };
  row.trunk.forEach((id, t) => {
    ids[b * T + t] = id;
    positions[b * T + t] = start + t;
    see(t, 0, t);
  });
  const wanted = [n - 1];
  let next = n;
  const targets = row.continuations.map(({ tokens, skip }) => {
    const out: [number, number][] = [];
    const branch = next;
    tokens.forEach((token, j) => {
      if (j === 0) {
        if (skip === 0) out.push([0, token]);
        return;
      }
      // Token j is predicted where token j − 1 stands.
      ids[b * T + next] = tokens[j - 1]!;
      positions[b * T + next] = start + n + j - 1;
      see(next, 0, n - 1);
      see(next, branch, next);
      if (j >= skip) {
        out.push([wanted.length, token]);
        wanted.push(next);
      }
      next++;
    });
    return out;
  });
  // Padding sees itself, so that no softmax is empty.
  for (let t = next; t < T; t++) see(t, t, t);
  return { positions: wanted, targets };
}
