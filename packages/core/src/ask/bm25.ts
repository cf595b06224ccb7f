/**
 * Which items of a pool are nearest another one, by their words: BM25+ (Lv and Zhai 2011), k1 1.2, b 0.7, δ 0.5, as MiniSearch computes it:
 * an item is as long as it has different words, and its score is multiplied by the words that it shares. For a word in n of N items:
 *
 *     ln(1 + (N − n + ½) / (n + ½)) · (δ + tf (k1 + 1) / (tf + k1 (1 − b + b length / mean length)))
 */
import type { Item } from '../contracts/task.ts';
import { itemText } from './item-text.ts';
import { wordCutter } from './words.ts';

const [K1, B, DELTA] = [1.2, 0.7, 0.5];

/** Where a word occurs: items of the pool, and how often in each. */
interface Postings {
  readonly at: number[];
  readonly tf: number[];
}

/** Gives the items of `pool` that share a word with an item, nearest first, equally near ones in the order of the pool. */
export function bm25(pool: readonly Item[], language: string): (item: Item) => Item[] {
  const words = wordCutter(language);
  const index = new Map<string, Postings>();
  const lengths = pool.map((item, at) => {
    const counts = countsOf(words(itemText(item)));
    for (const [word, tf] of counts) {
      const postings = index.get(word) ?? { at: [], tf: [] };
      postings.at.push(at);
      postings.tf.push(tf);
      index.set(word, postings);
    }
    return counts.size;
  });
  const mean = lengths.reduce((a, b) => a + b, 0) / Math.max(1, pool.length);
  const [scores, shared] = [new Float64Array(pool.length), new Uint32Array(pool.length)];
  return (item) => {
    scores.fill(0);
    shared.fill(0);
    const found: number[] = [];
    for (const [word, times] of countsOf(words(itemText(item)))) {
      const { at, tf } = index.get(word) ?? { at: [], tf: [] };
      const rarity = Math.log(1 + (pool.length - at.length + 0.5) / (at.length + 0.5));
      for (let i = 0; i < at.length; i++) {
        const [doc, f] = [at[i]!, tf[i]!];
        if (shared[doc] === 0) found.push(doc);
        shared[doc]!++;
        const norm = f + K1 * (1 - B + (B * lengths[doc]!) / mean);
        scores[doc]! += times * rarity * (DELTA + (f * (K1 + 1)) / norm);
      }
    }
    return found
      .map((doc) => ({ doc, score: scores[doc]! * shared[doc]! }))
      .toSorted((a, b) => b.score - a.score || a.doc - b.doc)
      .map(({ doc }) => pool[doc]!);
  };
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
