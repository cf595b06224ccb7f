/**
 * A pass over some branches of rows whose prompts have been read: their tokens in blocks, and what each may see, of those read before
 * (`cacheMask`) and of those in the same block (`mask`). A rows, N blocks of a row, T tokens of a block, C tokens read before.
 */
import type { Tensor } from '@adaptbench/graph';
import { largest } from '../basics/extremes.ts';
import type { Among } from './among.ts';
import { type Blocks, blocksOf } from './blocks.ts';
import type { Reading } from './contest.ts';
import { MASKED } from './forward.ts';
import type { Row, Tree } from './rows.ts';

/** A row between two passes. */
interface BranchRow {
  readonly row: Row;
  readonly tree: Tree;
  /** By branch that has been read: its place among the row's tokens so far. */
  readonly places: ReadonlyMap<number, number>;
  /** Tokens so far, padding between them included. */
  readonly length: number;
  readonly step: Reading;
}

/** `start`: position of the rows' first token. Every token is scored. Bounds come row by row, as the steps ask. */
export function branchFeeds(
  rows: readonly BranchRow[],
  start: number,
  among: Among,
): { readonly feeds: Readonly<Record<string, Tensor>>; readonly blocks: Blocks } {
  const blocks = blocksOf(rows.map(({ tree, step: { branches } }) => ({ tree, branches })));
  const { count: N, size: T } = blocks;
  const [A, C] = [rows.length, largest(rows.map(({ length }) => length))];
  const each = N * T;
  const ids = new Int32Array(A * each);
  const positions = new Int32Array(A * each).fill(start);
  const mask = new Float32Array(A * each * T).fill(MASKED);
  const cacheMask = new Float32Array(A * each * C).fill(MASKED);
  const picked: number[] = [];
  // Padding sees itself, so that no softmax is empty.
  for (let at = 0; at < A * each; at++) mask[at * T + (at % T)] = 0;
  rows.forEach(({ row, tree, places, step }, a) => {
    const n = row.trunk.length;
    const here = blocks.places[a]!;
    for (const [node, place] of here) {
      const at = a * each + place;
      const { token, depth } = tree.nodes[node]!;
      ids[at] = token;
      positions[at] = start + n + depth;
      cacheMask.fill(0, at * C, at * C + n);
      for (let seen = node; seen >= 0; seen = tree.nodes[seen]!.parent) {
        const before = places.get(seen);
        if (before === undefined) mask[at * T + (here.get(seen)! % T)] = 0;
        else cacheMask[at * C + before] = 0;
      }
    }
    for (const [i, j] of step.asked) {
      const at = a * each + here.get(tree.paths[i]![j]!)!;
      picked.push(at * among.size + among.indexOf(row.continuations[i]!.tokens[j]!));
    }
  });
  return {
    blocks,
    feeds: {
      ids: { shape: [A * N, T], data: ids },
      positions: { shape: [A * N, T], data: positions },
      mask: { shape: [A * N, T, T], data: mask },
      cacheMask: { shape: [A, N, T, C], data: cacheMask },
      scored: { shape: [A * N, T], data: Int32Array.from(Array(A * each).keys()) },
      picked: { shape: [picked.length], data: Int32Array.from(picked) },
    },
  };
}
