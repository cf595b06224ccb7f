import { expect, test } from 'vitest';
import { golden } from './__fixtures__/golden.ts';
import { twoWay } from './two-way.ts';

test('the mean squares are those of an analysis of variance', () => {
  const { rows, mean_squares: wanted } = golden.two_way;
  const it = twoWay(rows);
  expect(it).toMatchObject({ n: 40, k: 3 });
  expect(it.items).toBeCloseTo(wanted['item']!, 12);
  expect(it.seeds).toBeCloseTo(wanted['seed']!, 12);
  expect(it.rest).toBeCloseTo(wanted['rest']!, 12);
});
test('one seed has neither seeds nor a rest', () => {
  expect(twoWay(['1100'])).toMatchObject({ mean: 0.5, seeds: 0, rest: 0, ease: [1, 1, 0, 0] });
  expect(twoWay(['1100']).items).toBeCloseTo(1 / 3, 12);
});
