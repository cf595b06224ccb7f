import { describe, expect, test } from 'vitest';
import { logGamma } from './beta.ts';
import { digamma, inverseTrigamma, trigamma } from './digamma.ts';

describe('the derivatives of log Γ', () => {
  test('have their known values at 1 and 1/2', () => {
    const euler = 0.5772156649015329;
    expect(digamma(1)).toBeCloseTo(-euler, 11);
    expect(digamma(0.5)).toBeCloseTo(-euler - 2 * Math.LN2, 11);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 11);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 11);
  });
  test.each([0.1, 0.7, 3, 9.99, 10.01, 250])('are slopes at %d', (x) => {
    const step = 1e-4 * x;
    const slope = (of: (at: number) => number): number => (of(x + step) - of(x - step)) / (2 * step);
    expect(digamma(x) / slope(logGamma)).toBeCloseTo(1, 6);
    expect(trigamma(x) / slope(digamma)).toBeCloseTo(1, 6);
  });
  test.each([1e-8, 1e-3, 0.5, 1, 20, 1e4, 1e9])('ψ′ is inverted: %d', (y) => {
    expect(trigamma(inverseTrigamma(y)) / y).toBeCloseTo(1, 4);
  });
});
