/** Held against MiniSearch, whose BM25+ it computes. */
import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { expect, it } from 'vitest';
import type { Item } from '../contracts/task.ts';
import { bm25 } from './bm25.ts';

const itemOf = (text: string, i: number): Item => ({ id: `${i}`, fields: { text }, answer: '' });

/** By index, the score of what is found; sums in another order differ in their last digits. */
function byMiniSearch(texts: readonly string[], asked: string): Map<number, number> {
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    tokenize: (text) => text.split(' ').filter((word) => word !== ''),
  });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return new Map(index.search(asked).map(({ id, score }) => [id as number, score]));
}

it('gives the items that MiniSearch finds, in its order', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bee', 'cat', 'dog', 'eel'), { maxLength: 6 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), text, (texts, asked) => {
      const scores = byMiniSearch(texts, asked);
      const found = bm25(texts.map(itemOf), 'en')(itemOf(asked, -1)).map(({ id }) => Number(id));
      expect(new Set(found)).toEqual(new Set(scores.keys()));
      found.slice(1).forEach((at, i) => {
        expect(scores.get(at)!).toBeLessThanOrEqual(scores.get(found[i]!)! * (1 + 1e-12));
      });
    }),
  );
});
