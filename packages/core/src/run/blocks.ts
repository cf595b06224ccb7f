/**
 * Where branches of a pass stand: in blocks of T tokens, so that what cannot see each other is not compared. A block holds whole bunches,
 * each a branch with all that grows from it in this pass.
 */
import { largest } from '../basics/extremes.ts';
import type { Tree } from './rows.ts';

/** Tokens of a block at most, where no bunch is longer. */
const MOST = 16;

export interface Blocks {
  /** Blocks of a row, the same for all, and tokens of a block. */
  readonly count: number;
  readonly size: number;
  /** By row and branch: its place in the row's blocks, from 0 to count · size. */
  readonly places: readonly ReadonlyMap<number, number>[];
}

/** `rows`: branches by index in the row's tree, each after what leads to it. The size is the one that pads least. */
export function blocksOf(
  rows: readonly { readonly tree: Tree; readonly branches: readonly number[] }[],
): Blocks {
  const all = rows.map(({ tree, branches }) => bunchesOf(tree, branches));
  const longest = largest(all.flat().map((bunch) => bunch.length));
  let best: Blocks | null = null;
  for (let size = longest; size <= Math.max(longest, MOST); size++) {
    const packed = all.map((bunches) => pack(bunches, size));
    const count = largest(packed.map((blocks) => blocks.length));
    if (best === null || count * size < best.count * best.size)
      best = {
        count,
        size,
        places: packed.map(
          (blocks) =>
            new Map(blocks.flatMap((block, n) => block.map((node, t) => [node, n * size + t] as const))),
        ),
      };
  }
  return best!;
}

/** Branches of which none but its first follows one outside it. */
function bunchesOf({ nodes }: Tree, branches: readonly number[]): number[][] {
  const bunches = new Map<number, number[]>();
  for (const node of branches) {
    const bunch = bunches.get(nodes[node]!.parent) ?? [];
    bunch.push(node);
    bunches.set(node, bunch);
  }
  return [...new Set(bunches.values())];
}

/** Each bunch into the first block that has room for it, the longest first. */
function pack(bunches: readonly (readonly number[])[], size: number): number[][] {
  const blocks: number[][] = [];
  for (const bunch of bunches.toSorted((a, b) => b.length - a.length)) {
    const block = blocks.find((each) => each.length + bunch.length <= size);
    if (block) block.push(...bunch);
    else blocks.push([...bunch]);
  }
  return blocks;
}
