import { expect, test } from 'vitest';
import { incompleteBeta } from './beta.ts';
import { aboveChance } from './above-chance.ts';

/** P(at least `correct` of `items` are right by guessing). */
const byLuck = (correct: number, items: number, chance: number): number =>
  correct === 0 ? 1 : incompleteBeta(chance, correct, items - correct + 1);

test.each([
  [80, 0.5],
  [80, 1 / 6],
  [200, 0.2],
  [20, 0.5],
])('of %d items at a chance of %f a guess is taken for knowledge about once in twenty', (items, chance) => {
  const least = Array.from({ length: items + 1 }, (_, n) => n).find((n) => aboveChance(n, items, chance))!;
  expect(byLuck(least, items, chance)).toBeLessThan(0.075);
  expect(byLuck(least - 1, items, chance)).toBeGreaterThan(0.04);
});
test('of no items nothing is known', () => {
  expect(aboveChance(0, 0, 0)).toBe(false);
});
