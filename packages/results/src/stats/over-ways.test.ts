import { expect, test } from 'vitest';
import { overWays, pairedTags } from './over-ways.ts';

const way = (name: string, tag: string, outcomes: string) => ({ name, tags: [tag], outcomes });
const ways = [way('a', 'cloze', '1100'), way('b', 'cloze', '1000'), way('c', 'choice', '1111')];

test('ways have a mean, a spread, a best and a worst', () => {
  const over = overWays(ways)!;
  expect(over).toMatchObject({ n: 3, best: { name: 'c', share: 1 }, worst: { name: 'b', share: 0.25 } });
  expect(over.mean).toBeCloseTo((0.5 + 0.25 + 1) / 3);
  // ((0.5 − 7/12)² + (0.25 − 7/12)² + (1 − 7/12)²) / 2 = 7/48
  expect(over.sd).toBeCloseTo(Math.sqrt(7 / 48));
  expect(overWays(ways.slice(0, 1))!.sd).toBeNull();
  expect(overWays([])).toBeNull();
});

test('two kinds of ways are paired on the items', () => {
  // By item: 1 − 1, 0.5 − 1, 0 − 1, 0 − 1; sd √(0.6875 / 3), t for 3 degrees 3.182.
  const paired = pairedTags(ways, 'cloze', 'choice')!;
  expect(paired.difference).toBeCloseTo(-0.625);
  expect(paired.high - paired.difference).toBeCloseTo((3.182 * Math.sqrt(0.6875 / 3)) / 2, 3);
  expect(paired.difference - paired.low).toBeCloseTo(paired.high - paired.difference);
  expect(pairedTags(ways, 'cloze', 'open')).toBeNull();
});
