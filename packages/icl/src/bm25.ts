/**
 * Which items of a pool are nearest another one, by their words: BM25+ (Lv and Zhai 2011) as MiniSearch computes it, k1 1.2, b 0.7, δ 0.5.
 * Words are cut by Intl.Segmenter, so that languages without spaces have words too.
 */
import type { Item } from '@adaptbench/core';
import MiniSearch from 'minisearch';
import { textOf } from './item-text.ts';

/** Lower-case words of a text, without punctuation. */
function wordCutter(language: string): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return (text) => {
    const words: string[] = [];
    for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase()))
      if (isWordLike) words.push(segment);
    return words;
  };
}

/** Gives the items of `pool` that share a word with an item, nearest first, equally near ones in the order of the pool. */
export function bm25(pool: readonly Item[], language: string): (item: Item) => Item[] {
  const index = new MiniSearch<{ at: number; text: string }>({
    idField: 'at',
    fields: ['text'],
    tokenize: wordCutter(language),
    processTerm: (word) => word,
  });
  index.addAll(pool.map((item, at) => ({ at, text: textOf(item) })));
  return (item) =>
    index
      .search(textOf(item))
      .toSorted((a, b) => b.score - a.score || Number(a.id) - Number(b.id))
      .map(({ id }) => pool[id as number]!);
}
