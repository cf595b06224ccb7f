import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from './quantile.ts';
import { quantileInterval } from './quantile-interval.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('the interval of a quantile', () => {
  test('of ten values’ median is from the second to the ninth', () => {
    expect(quantileInterval(upTo(10), 0.5)).toEqual({ low: 2, high: 9 });
  });
  // Tables of order statistics, e.g. Conover, Practical Nonparametric Statistics: n = 20 has ranks 6 and 15.
  test('of twenty values’ median is from the sixth to the fifteenth', () => {
    expect(quantileInterval(upTo(20), 0.5)).toEqual({ low: 6, high: 15 });
  });
  test('needs six values for a median and seventy-two above p95', () => {
    expect(quantileInterval(upTo(5), 0.5)).toEqual({ low: null, high: null });
    expect(quantileInterval(upTo(6), 0.5)).toEqual({ low: 1, high: 6 });
    expect(quantileInterval(upTo(71), 0.95).high).toBeNull();
    expect(quantileInterval(upTo(72), 0.95).high).toBe(72);
    expect(quantileInterval([], 0.5)).toEqual({ low: null, high: null });
  });
  test('holds the quantile itself, and thousands of values have one too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 3000 }),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99),
        (values, p) => {
          const { low, high } = quantileInterval(values, p);
          const at = quantile(values, p);
          expect(low ?? -Infinity).toBeLessThanOrEqual(at);
          expect(high ?? Infinity).toBeGreaterThanOrEqual(at);
        },
      ),
      { numRuns: 60 },
    );
    const { low, high } = quantileInterval(upTo(3000), 0.5);
    expect([low, high]).toEqual([1446, 1555]);
  });
});
