import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { golden } from './__fixtures__/golden.ts';
import { t95, twoSided } from './student.ts';

describe('t95', () => {
  test('gives scipy’s quantiles', () => {
    for (const [df, t] of golden.quantiles) expect(t95(df) / t).toBeCloseTo(1, 9);
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

describe('the two-sided tail', () => {
  test('is scipy’s, far out too', () => {
    for (const [t, df, p] of golden.tails) expect(twoSided(t, df) / p).toBeCloseTo(1, 7);
  });
  test('is 1 at 0 and a twentieth at t95', () => {
    expect(twoSided(0, 3)).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1e5, noNaN: true }), (df) => {
        expect(twoSided(t95(df), df)).toBeCloseTo(0.05, 9);
      }),
    );
  });
});
