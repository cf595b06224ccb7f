import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstOnes, looked, othersOf } from './rates-first.ts';

const one = (method: string, fields: string, training: string) => ({
  method,
  trains: true,
  fields,
  training,
});
const rates = ['low', 'usual', 'high'];
/** Two methods with two configurations at three rates each, as a grid. */
const grid = ['a', 'b'].flatMap((method) =>
  ['small', 'large'].flatMap((fields) => rates.map((training) => one(method, fields, training))),
);
const all = [...grid.keys()];

test('rates are tried on the first configuration, the others at the best rate', () => {
  const first = firstOnes(grid, all);
  expect(first).toEqual([0, 1, 2, 6, 7, 8]);
  expect(othersOf(grid, all, [2, 6, 0, 1, 7, 8])).toEqual([5, 9]);
  expect(looked(grid, all)).toBe(8);
});

test('where the sweep has no other configuration at that rate, all others are tried', () => {
  const around = [...rates.map((rate) => one('a', 'small', rate)), one('a', 'large', 'usual')];
  expect(othersOf(around, [0, 1, 2, 3], [2, 1, 0])).toEqual([3]);
});

test('methods that are far behind have no others, and what failed has none', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap((method) => [
    one(method, 'small', 'usual'),
    one(method, 'large', 'usual'),
  ]);
  const of = [...many.keys()];
  expect(othersOf(many, of, [14, 12, 10, 8, 6, 4, 2, 0])).toEqual([15, 13, 11, 9]);
  expect(othersOf(many, of, [4, 2])).toEqual([5, 3]);
});

test('no more are looked at than was foretold, and none twice', () => {
  const field = fc.constantFrom('x', 'y', 'z');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(field, field, field), { minLength: 1, selector: String }),
      fc.nat(),
      (asked, luck) => {
        const candidates = asked.map(([method, fields, training]) => one(method, fields, training));
        const trained = [...candidates.keys()];
        const first = firstOnes(candidates, trained);
        const order = first.toSorted((a, b) => ((a * 7919 + luck) % 31) - ((b * 7919 + luck) % 31));
        const now = [...first, ...othersOf(candidates, trained, order)];
        expect(new Set(now).size).toBe(now.length);
        expect(now.length).toBeLessThanOrEqual(looked(candidates, trained));
      },
    ),
  );
});
