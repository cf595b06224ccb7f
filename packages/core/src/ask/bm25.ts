/** Which items of a pool are nearest another one, by their words: BM25+ (Lv and Zhai 2011) as MiniSearch computes it, k1 1.2, b 0.7, δ 0.5. */
import MiniSearch from 'minisearch';
import type { Item } from '../contracts/task.ts';
import { itemText } from './item-text.ts';
import { wordCutter } from './words.ts';

/** Gives the items of `pool` that share a word with an item, nearest first, equally near ones in the order of the pool. */
export function bm25(pool: readonly Item[], language: string): (item: Item) => Item[] {
  const index = new MiniSearch<{ at: number; text: string }>({
    idField: 'at',
    fields: ['text'],
    tokenize: wordCutter(language),
    processTerm: (word) => word,
  });
  index.addAll(pool.map((item, at) => ({ at, text: itemText(item) })));
  return (item) =>
    index
      .search(itemText(item))
      .toSorted((a, b) => b.score - a.score || Number(a.id) - Number(b.id))
      .map(({ id }) => pool[id as number]!);
}
