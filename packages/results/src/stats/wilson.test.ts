import { random } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilson } from './wilson.ts';

describe('the Wilson interval', () => {
  test('gives the published values (Newcombe 1998, table I, method 3)', () => {
    for (const [k, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      expect(wilson(k, n).low).toBeCloseTo(low, 4);
      expect(wilson(k, n).high).toBeCloseTo(high, 4);
    }
  });
  test('knows nothing of no items', () => expect(wilson(0, 0)).toEqual({ low: 0, high: 1 }));
  test('holds the observed share, lies within [0, 1] and is the mirror image of the wrong answers’', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (a, b) => {
        const n = a + b + 1;
        const { low, high } = wilson(a, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(a / n);
        expect(high).toBeGreaterThanOrEqual(a / n);
        expect(high).toBeLessThanOrEqual(1);
        expect(wilson(n - a, n).low).toBeCloseTo(1 - high, 12);
        expect(wilson(a * 4, n * 4).high - wilson(a * 4, n * 4).low).toBeLessThan(high - low);
      }),
    );
  });
  test('covers the true share in about 95 of 100 experiments', () => {
    const draw = random(0, 'wilson coverage');
    let [covered, experiments] = [0, 0];
    for (const truth of [0.1, 0.3, 0.5, 0.8]) {
      for (let i = 0; i < 2000; i++) {
        let correct = 0;
        for (let item = 0; item < 80; item++) correct += draw.uniform() < truth ? 1 : 0;
        const { low, high } = wilson(correct, 80);
        covered += low <= truth && truth <= high ? 1 : 0;
        experiments++;
      }
    }
    expect(covered / experiments).toBeGreaterThan(0.94);
    expect(covered / experiments).toBeLessThan(0.965);
  });
});
