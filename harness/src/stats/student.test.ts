import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { t95 } from './student.ts';

describe('t95', () => {
  test('gives the values of the printed tables', () => {
    for (const [df, t] of [
      [1, 12.7062],
      [2, 4.30265],
      [3, 3.18245],
      [4, 2.77645],
      [9, 2.26216],
      [29, 2.04523],
      [120, 1.97993],
    ] as const) {
      expect(t95(df)).toBeCloseTo(t, 4);
    }
  });
  test('ends at the normal distribution', () => expect(t95(Infinity)).toBeCloseTo(1.95996, 5));
  test('falls as the degrees of freedom grow', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1e5, noNaN: true }), (df) => {
        expect(t95(df * 1.1)).toBeLessThan(t95(df));
      }),
    );
  });
});
