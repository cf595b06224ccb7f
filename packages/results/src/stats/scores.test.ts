import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcnemar } from './mcnemar.ts';
import { overScores, overSeeds } from './over-seeds.ts';
import { pairedItems } from './paired-items.ts';
import { paired } from './paired.ts';
import { numbersOf, spreadDegrees, varianceOfMean } from './scores.ts';
import { t95 } from './student.ts';
import { wilson } from './wilson.ts';

const digits = (n: number) =>
  fc.array(fc.constantFrom('0', '1'), { minLength: n, maxLength: n }).map((a) => a.join(''));
const grades = (n: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n, maxLength: n });

describe('how well a variance is known', () => {
  test('as by n − 1 draws, of values that lie near each other', () => {
    expect(spreadDegrees([0, 1, 0, 1, 0, 1, 0, 1])).toBeCloseTo(7, 12);
    expect([spreadDegrees([1, 1, 1, 1]), spreadDegrees([0, 1])]).toEqual([3, 1]);
  });
  test('as by fewer, where few values make up most of it', () => {
    const rare = (of: number): number =>
      spreadDegrees(Array.from({ length: 60 }, (_, i) => (i < of ? 0 : 1)));
    expect([rare(1), rare(3), rare(10), rare(30)].map(Math.round)).toEqual([4, 13, 46, 59]);
  });
  test('at least one and at most n − 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (values) => {
          const df = spreadDegrees(values);
          expect(df).toBeGreaterThanOrEqual(1);
          expect(df).toBeLessThanOrEqual(values.length - 1 + 1e-9);
        },
      ),
    );
  });
});

describe('the variance of a mean', () => {
  test('of independent items is s² / n', () => {
    expect(varianceOfMean([1, 2, 3, 4])).toEqual({ variance: 5 / 3 / 4, df: 3 });
  });
  test('of items that are alike in their group is that of the groups', () => {
    // Two groups of two, means 0 and 1: each group is one draw.
    const { variance, df } = varianceOfMean([0, 0, 1, 1], [7, 7, 9, 9]);
    expect(variance).toBeCloseTo(varianceOfMean([0, 1]).variance, 12);
    expect(df).toBe(1);
  });
  test('groups of one item say what the items say', () => {
    fc.assert(
      fc.property(grades(12), (values) => {
        const [alone, grouped] = [
          varianceOfMean(values),
          varianceOfMean(
            values,
            values.map((_, i) => i),
          ),
        ];
        expect(grouped.variance).toBeCloseTo(alone.variance, 10);
        expect(grouped.df).toBe(alone.df);
      }),
    );
  });
});

describe('one seed of graded answers', () => {
  test('that are all 0 or 1 has Wilson’s interval, but for t in place of the normal', () => {
    const scores = numbersOf('1'.repeat(70) + '0'.repeat(30));
    const { low, high, mean } = overScores([scores], true, { quantile: () => 1.959963984540054 });
    expect(mean).toBeCloseTo(0.7, 12);
    expect(low).toBeCloseTo(wilson(70, 100).low, 10);
    expect(high).toBeCloseTo(wilson(70, 100).high, 10);
  });
  test('that differ less is surer; all the same says no more than that many right answers', () => {
    const width = (scores: number[]) => {
      const { low, high } = overSeeds([scores], true);
      return high - low;
    };
    expect(width([0.4, 0.6, 0.4, 0.6])).toBeLessThan(width([0, 1, 0, 1]));
    expect(overSeeds([[1, 1, 1]], true)).toMatchObject({ ...wilson(3, 3, t95(2)), mean: 1 });
    expect(overSeeds([[0.5, 0.5, 0.5]], true)).toMatchObject(wilson(1.5, 3, t95(2)));
    expect(overSeeds([[0.5]], true)).toMatchObject({ low: 0, high: 1, mean: 0.5 });
    expect(overSeeds([[]], true)).toMatchObject({ low: 0, high: 1, n: 0 });
  });
  test('in groups that agree within themselves has a wider interval', () => {
    const scores = Array.from({ length: 40 }, (_, i) => (Math.floor(i / 4) % 2 === 0 ? 0.9 : 0.3));
    const groups = scores.map((_, i) => Math.floor(i / 4));
    const [alone, grouped] = [overSeeds([scores], true), overSeeds([scores], true, null, groups)];
    expect(grouped.high - grouped.low).toBeGreaterThan(1.8 * (alone.high - alone.low));
  });
});

test('several seeds of 0 and 1 as numbers say what digits say, but for t of the items', () => {
  fc.assert(
    fc.property(fc.array(digits(12), { minLength: 2, maxLength: 4 }), (seeds) => {
      const [text, numbers] = [overSeeds(seeds, true), overSeeds(seeds.map(numbersOf), true)];
      expect(numbers.mean).toBeCloseTo(text.mean, 10);
      expect(numbers.sd).toBeCloseTo(text.sd ?? 0, 10);
      expect(numbers.high - numbers.low).toBeGreaterThan(text.high - text.low - 1e-9);
    }),
  );
});

describe('two graded configurations', () => {
  test('whose interval leaves out 0 are told apart, and turned round they differ the other way', () => {
    fc.assert(
      fc.property(grades(10), grades(10), (a, b) => {
        const [one, other] = [paired([a], [b])!, paired([b], [a])!];
        expect(one.p).toBeGreaterThanOrEqual(0);
        expect(one.p).toBeLessThanOrEqual(1);
        expect(other.difference).toBeCloseTo(-one.difference, 12);
        expect(other.p).toBeCloseTo(one.p, 9);
        expect(one.p < 0.0500001 || (one.low <= 1e-9 && one.high >= -1e-9)).toBe(true);
      }),
    );
  });
  test('that are the same cannot be told apart', () => {
    const scores = [0.3, 0.8, 1, 0];
    expect(paired([scores], [scores])).toMatchObject({ difference: 0, p: 1, test: 'items' });
    expect(paired([scores, scores], [scores])).toMatchObject({ difference: 0, p: 1, test: 'items' });
  });
  test('few items that differ all one way are no proof', () => {
    const d = [...Array.from({ length: 96 }, () => 0), 0.4, 0.4, 0.4, 0.4];
    expect(pairedItems(d).p).toBeGreaterThan(0.09);
    expect(mcnemar(`1111${'0'.repeat(96)}`, '0'.repeat(100)).p).toBeCloseTo(0.125, 12);
  });
  test('a difference that whole groups share is worth as many items as there are groups', () => {
    const d = Array.from({ length: 60 }, (_, i) => (Math.floor(i / 10) % 3 === 0 ? -0.3 : 0.3));
    const groups = d.map((_, i) => Math.floor(i / 10));
    expect(pairedItems(d).p).toBeLessThan(0.05);
    expect(pairedItems(d, groups).p).toBeGreaterThan(0.3);
  });
  test('right and wrong answers in groups are not tested as if they were independent', () => {
    const [a, b] = ['1'.repeat(10) + '0'.repeat(20), '0'.repeat(30)];
    const groups = Array.from({ length: 30 }, (_, i) => Math.floor(i / 10));
    expect(paired([a], [b])!.test).toBe('exact McNemar');
    expect(paired([a], [b], [null, null], groups)).toMatchObject({ test: 'items' });
    expect(paired([a], [b], [null, null], groups)!.p).toBeGreaterThan(0.2);
  });
});
