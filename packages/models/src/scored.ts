/** Going on with the scored positions only, in the last layer: B batch, T time, S scored positions a row, D width. */
import type { KeyValue } from '@adaptbench/core';
import { type Node, gather, mulDims, reshape } from '@adaptbench/graph';

/** x [B, T, ..D] → [B, S, ..D], the rows at flat positions `scored` [B, S]; x itself where all are wanted. */
export function atScored(x: Node, scored: Node | null): Node {
  if (scored === null) return x;
  const [B, T, ...rest] = x.type.shape;
  return gather(reshape(x, [mulDims(B!, T!), ...rest]), scored);
}

/** The same choice for the queries' side of masks. */
export const segmentsAtScored = (segments: readonly KeyValue[], scored: Node | null): readonly KeyValue[] =>
  segments.map((s) => (s.mask ? { ...s, mask: atScored(s.mask, scored) } : s));
