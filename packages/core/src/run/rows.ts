/**
 * Rows of a batch: tokens that may branch. A row holds a prompt and, behind it, the continuations that are to be scored, as a tree: what
 * several begin with stands there once. A token sees the prompt and what leads to it. So all labels cost one pass over their item, and a
 * label of one token costs nothing (tree attention, as in SpecInfer, Miao et al. 2024).
 */
import type { Tensor } from '@adaptbench/graph';
import { logitOf } from '../ask/encode.ts';
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

/** Tokens that a row takes. */
export const rowLength = (row: Row): number => row.trunk.length + treeOf(row.continuations).nodes.length;

/** A token behind the trunk that is read, as something after it is predicted. */
interface Branch {
  readonly token: number;
  /** Index of the token before it, or −1 for the trunk's last. */
  readonly parent: number;
  /** Tokens between the trunk and it. */
  readonly depth: number;
}
export interface Tree {
  /** Each after what leads to it. */
  readonly nodes: readonly Branch[];
  /** By continuation: for each of its tokens the index of the node that it is predicted at, −1 for the trunk's last. */
  readonly paths: readonly (readonly number[])[];
}

/** All continuations but their last tokens, common beginnings once. */
export function treeOf(continuations: readonly Continuation[]): Tree {
  const nodes: Branch[] = [];
  const after = new Map<number, Map<number, number>>();
  const step = (parent: number, token: number, depth: number): number => {
    let next = after.get(parent);
    if (!next) after.set(parent, (next = new Map<number, number>()));
    let index = next.get(token);
    if (index === undefined) next.set(token, (index = nodes.push({ token, parent, depth }) - 1));
    return index;
  };
  const paths = continuations.map(({ tokens }) => {
    let at = -1;
    return tokens.map((_, j) => {
      if (j > 0) at = step(at, tokens[j - 1]!, j - 1);
      return at;
    });
  });
  return { nodes, paths };
}

/**
 * Feeds for scoring rows whose first token stands at `start`. `vocabulary`, the logits of a position, and `indexOf`, a token's index among
 * them, turn (position, token) into one flat index.
 */
export function scoreBatch(
  rows: readonly Row[],
  start: number,
  vocabulary: number,
  indexOf: (token: number) => number = logitOf,
): Batch {
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
      for (const [slot, token] of targets) flat.push((b * S + slot) * vocabulary + indexOf(token));
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
  const { nodes, paths } = treeOf(row.continuations);
  nodes.forEach(({ token, parent, depth }, i) => {
    const t = n + i;
    ids[b * T + t] = token;
    positions[b * T + t] = start + n + depth;
    // What the token before it sees, which may look at no token of another branch.
    const before = parent < 0 ? n - 1 : n + parent;
    mask.copyWithin((b * T + t) * T, (b * T + before) * T, (b * T + before + 1) * T);
    see(t, t, t);
  });
  // Logits are wanted once per place, however many tokens are asked for there.
  const wanted = [n - 1];
  const slots = new Map([[-1, 0]]);
  const slotAt = (node: number): number => {
    let slot = slots.get(node);
    if (slot === undefined) slots.set(node, (slot = wanted.push(n + node) - 1));
    return slot;
  };
  const targets = row.continuations.map(({ tokens, skip }, i) =>
    tokens.flatMap((token, j): [number, number][] => (j < skip ? [] : [[slotAt(paths[i]![j]!), token]])),
  );
  // Padding sees itself, so that no softmax is empty.
  for (let t = n + nodes.length; t < T; t++) see(t, t, t);
  return { positions: wanted, targets };
}
