/**
 * N-grams of one sequence that stand in others. Those of the answer form a tree, a node per n-gram; a reference walks along it and leaves
 * it at the first symbol that the answer lacks there. So most of a reference costs one step per symbol.
 */

/** Symbols are numbers below this: code points, or words as `symbols` numbers them. Node · SYMBOLS + symbol stays exact. */
const SYMBOLS = 2 ** 24;

/** The n-grams of a sequence up to some order. */
export interface NgramTree {
  readonly order: number;
  readonly length: number;
  /** Node · SYMBOLS + symbol → the node one symbol longer. Node 0 is the empty n-gram. */
  readonly next: ReadonlyMap<number, number>;
  /** By node: symbols of its n-gram, and how often it occurs. */
  readonly sizes: readonly number[];
  readonly counts: readonly number[];
}

/** All n-grams of 1 to `order` symbols. */
export function ngramTree(sequence: readonly number[], order: number): NgramTree {
  const next = new Map<number, number>();
  const sizes = [0];
  const counts = [0];
  for (let start = 0; start < sequence.length; start++) {
    const end = Math.min(order, sequence.length - start);
    let node = 0;
    for (let size = 1; size <= end; size++) {
      const key = node * SYMBOLS + sequence[start + size - 1]!;
      let child = next.get(key);
      if (child === undefined) {
        child = counts.length;
        next.set(key, child);
        sizes.push(size);
        counts.push(0);
      }
      counts[child]!++;
      node = child;
    }
  }
  return { order, length: sequence.length, next, sizes, counts };
}

/** By node of the tree: how often its n-gram occurs in another sequence. */
export function occurrences({ order, next, counts }: NgramTree, sequence: readonly number[]): Uint32Array {
  const found = new Uint32Array(counts.length);
  for (let start = 0; start < sequence.length; start++) {
    const end = Math.min(order, sequence.length - start);
    let node: number | undefined = 0;
    for (let size = 1; size <= end; size++) {
      node = next.get(node * SYMBOLS + sequence[start + size - 1]!);
      if (node === undefined) break;
      found[node]!++;
    }
  }
  return found;
}

/** Matches by order, the first of one symbol: each n-gram as often as it occurs in both. */
export function matches({ order, sizes, counts }: NgramTree, found: Uint32Array): number[] {
  const sums = Array.from({ length: order }, () => 0);
  for (let node = 1; node < counts.length; node++)
    sums[sizes[node]! - 1]! += Math.min(counts[node]!, found[node]!);
  return sums;
}

/** How many n-grams a sequence of this length has. */
export const ngramCount = (length: number, n: number): number => Math.max(0, length - n + 1);

/** Numbers words; the same word has the same number within one of these. */
export function symbols(): (words: readonly string[]) => number[] {
  const numbers = new Map<string, number>();
  return (words) =>
    words.map((word) => {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      numbers.set(word, numbers.size);
      return numbers.size - 1;
    });
}
