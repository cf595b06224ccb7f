import { expect, test } from 'vitest';
import type { Answer, Item } from '@adaptbench/core';
import { recentredOutcomes } from './recentred.ts';

const items = ['a', 'b', 'a', 'b'].map((answer, i): Item => ({ id: String(i), fields: {}, answer }));
const answer = (scores?: Record<string, number>): Answer => ({
  itemId: '',
  prediction: 'a',
  correct: false,
  promptTokens: 1,
  generatedTokens: 0,
  ...(scores === undefined ? {} : { scores }),
});

test('what leans to one label is judged by how it orders the items', () => {
  const leaning = [-1, -2, -1.2, -2.2].map((a, i) => answer({ a, b: [-9, -8, -8.5, -7][i]! }));
  expect(recentredOutcomes(leaning, items)).toBe('1111');
});
test('what says the same of every item is right by the first label alone', () => {
  const same = items.map(() => answer({ a: -1, b: -3 }));
  expect(recentredOutcomes(same, items)).toBe('1010');
});
test('free answers have no such outcome', () => {
  expect(
    recentredOutcomes(
      items.map(() => answer()),
      items,
    ),
  ).toBeNull();
  expect(recentredOutcomes([], [])).toBeNull();
});
