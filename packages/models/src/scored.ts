/**
 * Going on with the scored positions only, in the last layer. B batch, T time, S scored positions a row; a tensor of rows is
 * [B·T, ..], one row a token, so that every projection is one matrix product.
 */
import type { KeyValue } from '@adaptbench/core';
import { type Node, gather, mulDims, reshape } from '@adaptbench/graph';

/** x [B·T, ..] → [B·S, ..], the rows at flat positions `scored` [B, S]; x itself where all are wanted. */
export function rowsAtScored(x: Node, scored: Node | null): Node {
  return scored === null ? x : gather(x, reshape(scored, [mulDims(...scored.type.shape)]));
}

/** x [B, T, ..] → [B, S, ..]. */
export function atScored(x: Node, scored: Node | null): Node {
  if (scored === null) return x;
  const [B, T, ...rest] = x.type.shape;
  return gather(reshape(x, [mulDims(B!, T!), ...rest]), scored);
}

/** The same choice for the queries' side of masks. */
export const segmentsAtScored = (segments: readonly KeyValue[], scored: Node | null): readonly KeyValue[] =>
  segments.map((s) => (s.mask ? { ...s, mask: atScored(s.mask, scored) } : s));
