/**
 * Scaled dot-product attention over segments of keys and values (Vaswani et al. 2017, eq. 1), with grouped queries (Ainslie et al.
 * 2023). H key/value heads, G queries a key/value head, B batch, T queries, S keys, K head width. Heads stand in front of the batch,
 * so that a segment shared by all rows (a prefix, a common prompt: batch 1) meets all rows' queries in one product, uncopied.
 */
import type { KeyValue } from '@adaptbench/core';
import {
  type Dim,
  type Node,
  ShapeError,
  add,
  addDims,
  concat,
  matmul,
  mulDims,
  reshape,
  scale,
  show,
  slice,
  softmax,
  transpose,
} from '@adaptbench/graph';

/** Where tokens stand: B rows of T. */
export type Tokens = readonly [Dim, Dim];

/** Of ids or scored positions. */
export const tokensOf = (ids: Node): Tokens => [ids.type.shape[0]!, ids.type.shape[1]!];

/** Queries: x [B·T, H·G·K] (or any shape of as many elements) → [H, B, G, T, K]. */
export const queryHeads = (x: Node, [B, T]: Tokens, heads: number, groups: number, dHead: number): Node =>
  transpose(reshape(x, [B, T, heads, groups, dHead]), [2, 0, 3, 1, 4]);

/** Keys or values: x [B·T, H·K] → [H, B, T, K]. */
export const keyHeads = (x: Node, [B, T]: Tokens, heads: number, dHead: number): Node =>
  transpose(reshape(x, [B, T, heads, dHead]), [2, 0, 1, 3]);

/** x [H, B, G, T, K] → [B·T, H·G·K]. */
export function joinHeads(x: Node): Node {
  const [H, B, G, T, K] = fiveAxes(x);
  return reshape(transpose(x, [1, 3, 0, 2, 4]), [mulDims(B, T), mulDims(H, G, K)]);
}

/** q [H, B, G, T, K], segments of k and v [H, B or a part of B, S, K] → [H, B, G, T, K]. */
export function attend(q: Node, segments: readonly KeyValue[], factor: number): Node {
  const [H, B, G, T, K] = fiveAxes(q);
  const scaled = scale(q, factor);
  const rows = (s: KeyValue): [Dim, Dim] => {
    const batch = s.k.type.shape[1]!;
    return batch === B ? [B, mulDims(G, T)] : [batch, mulDims(s.rows ?? B, G, T)];
  };
  const scores = segments.map((s) => {
    const S = s.k.type.shape[2]!;
    // [H, B, G·T, K] × [H, B, S, K]ᵀ → [H, B, G, T, S]
    const raw = reshape(matmul(reshape(scaled, [H, ...rows(s), K]), s.k, { transB: true }), [H, B, G, T, S]);
    return s.mask ? add(raw, reshape(s.mask, [1, s.mask.type.shape[0]!, 1, s.mask.type.shape[1]!, S])) : raw;
  });
  const weights = softmax(concat(scores, 4));
  let start: Dim = 0;
  return segments
    .map((s) => {
      const S = s.k.type.shape[2]!;
      const part = slice(weights, 4, start, addDims(start, S));
      start = addDims(start, S);
      // [H, B, G·T, S] × [H, B, S, K] → [H, B, G, T, K]
      return reshape(matmul(reshape(part, [H, ...rows(s), S]), s.v), [H, B, G, T, K]);
    })
    .reduce((a, b) => add(a, b));
}

function fiveAxes(q: Node): readonly [Dim, Dim, Dim, Dim, Dim] {
  const [H, B, G, T, K] = q.type.shape;
  if (K === undefined) throw new ShapeError(`attend: expected queries [H, B, G, T, K], got ${show(q.type)}`);
  return [H!, B!, G!, T!, K];
}
