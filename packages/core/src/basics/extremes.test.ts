import { expect, it } from 'vitest';
import { largest, smallest } from './extremes.ts';
import { sharedLength } from '../run/shared-prefix.ts';

it('the largest and smallest of none, a few and half a million', () => {
  expect([largest([]), smallest([])]).toEqual([-Infinity, Infinity]);
  expect([largest(new Set([3, -1])), smallest([3, -1])]).toEqual([3, -1]);
  const many = Array.from({ length: 500_000 }, (_, i) => i);
  expect([largest(many), smallest(many)]).toEqual([499_999, 0]);
  expect(largest([1, NaN, 2])).toBeNaN();
});

it('the shared beginning of 200,000 prompts is found', () => {
  const prompt = Array.from({ length: 40 }, (_, i) => i);
  const many = Array.from({ length: 200_000 }, () => prompt);
  expect(
    sharedLength(
      many,
      many.map((ids) => ids.length),
    ),
  ).toBe(39);
});
