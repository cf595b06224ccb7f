import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from './quantile.ts';

// + 0: of −0 and 0 either may come first, they are equal.
const samples = fc.array(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0),
  { minLength: 1, maxLength: 40 },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('quantile', () => {
  test('interpolates as NumPy does', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([15, 20, 35, 40, 50], 0.4)).toBeCloseTo(29, 12);
    expect(quantile([7], 0.95)).toBe(7);
  });
  test('of nothing is not a number', () => expect(quantile([], 0.5)).toBeNaN());
  test('lies within the values, whatever their order, and grows with p', () => {
    fc.assert(
      fc.property(samples, share, share, (values, p, q) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        const a = quantile(values, low);
        expect(a).toBeGreaterThanOrEqual(Math.min(...values));
        expect(a).toBeLessThanOrEqual(quantile(values, high) + 1e-6);
        expect(quantile(values, 1)).toBe(Math.max(...values));
        expect(quantile(values.toReversed(), low)).toBe(a);
      }),
    );
  });
});
