/**
 * A pass over some branches of rows whose prompts have been read: their tokens and what each may see, of those read before (`cacheMask`)
 * and of those in the same pass (`mask`). B rows, T tokens of the longest, C tokens read before, S places that are asked.
 */
import type { Tensor } from '@adaptbench/graph';
import type { Among } from './among.ts';
import type { Reading } from './contest.ts';
import { MASKED } from './forward.ts';
import type { Row, Tree } from './rows.ts';

/** A row between two passes. */
interface BranchRow {
  readonly row: Row;
  readonly tree: Tree;
  /** By branch that has been read: its place among the row's tokens so far. */
  readonly places: ReadonlyMap<number, number>;
  readonly step: Reading;
}

/** `start`: position of the rows' first token. Bounds come row by row, as the steps ask. */
export function branchFeeds(
  rows: readonly BranchRow[],
  start: number,
  among: Among,
): Readonly<Record<string, Tensor>> {
  const B = rows.length;
  const T = Math.max(...rows.map(({ step }) => step.branches.length));
  const C = Math.max(...rows.map(({ row, places }) => row.trunk.length + places.size));
  const ids = new Int32Array(B * T);
  const positions = new Int32Array(B * T).fill(start);
  const mask = new Float32Array(B * T * T).fill(MASKED);
  const cacheMask = new Float32Array(B * T * C).fill(MASKED);
  const scored: number[][] = [];
  const asked: (readonly [number, number])[][] = [];
  rows.forEach(({ row, tree, places, step }, b) => {
    const n = row.trunk.length;
    const here = new Map(step.branches.map((node, t) => [node, t]));
    step.branches.forEach((node, t) => {
      const { token, depth } = tree.nodes[node]!;
      ids[b * T + t] = token;
      positions[b * T + t] = start + n + depth;
      cacheMask.fill(0, (b * T + t) * C, (b * T + t) * C + n);
      for (let at = node; at >= 0; at = tree.nodes[at]!.parent) {
        const before = places.get(at);
        if (before === undefined) mask[(b * T + t) * T + here.get(at)!] = 0;
        else cacheMask[(b * T + t) * C + before] = 0;
      }
    });
    // Padding sees itself, so that no softmax is empty.
    for (let t = step.branches.length; t < T; t++) mask[(b * T + t) * T + t] = 0;
    const slots = new Map<number, number>();
    asked.push(
      step.asked.map(([i, j]) => {
        const node = tree.paths[i]![j]!;
        const slot = slots.get(node) ?? slots.size;
        slots.set(node, slot);
        return [slot, row.continuations[i]!.tokens[j]!];
      }),
    );
    scored.push([...slots.keys()].map((node) => b * T + here.get(node)!));
  });
  const S = Math.max(1, ...scored.map((places) => places.length));
  const at = scored.flatMap((places, b) => Array.from({ length: S }, (_, s) => places[s] ?? b * T));
  const flat = asked.flatMap((each, b) =>
    each.map(([slot, token]) => (b * S + slot) * among.size + among.indexOf(token)),
  );
  return {
    ids: { shape: [B, T], data: ids },
    positions: { shape: [B, T], data: positions },
    mask: { shape: [B, T, T], data: mask },
    cacheMask: { shape: [B, T, C], data: cacheMask },
    scored: { shape: [B, S], data: Int32Array.from(at) },
    picked: { shape: [flat.length], data: Int32Array.from(flat) },
  };
}
