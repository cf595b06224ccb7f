import { describe, expect, test } from 'vitest';
import { degreesOfFreedom } from './degrees.ts';

const items = { variance: 1, df: 99 };

describe('the degrees of freedom of a sum of parts', () => {
  test('are the items’ where seeds do not differ', () => {
    expect(degreesOfFreedom(items, [])).toBe(99);
    expect(degreesOfFreedom(items, [{ variance: 0, df: 1 }])).toBe(99);
  });
  test('of two equal parts of seeds alone are those of both, unless they may err together', () => {
    const part = { variance: 1, df: 4 };
    const none = { variance: 0, df: 99 };
    expect(degreesOfFreedom(none, [part, part])).toBeCloseTo(8, 9);
    expect(degreesOfFreedom(none, [part, { ...part, borrowed: true }])).toBeCloseTo(4, 9);
  });
  test('are fewer than the shares say where the seeds’ part has one', () => {
    const shared = (df: number): number => 2 / (1 / 99 + 1 / df);
    expect(degreesOfFreedom(items, [{ variance: 1, df: 1 }])).toBeLessThan(0.8 * shared(1));
    expect(degreesOfFreedom(items, [{ variance: 1, df: 4 }])).toBeGreaterThan(0.97 * shared(4));
  });
  test('go down to the seeds’ the more they differ', () => {
    const of = (variance: number): number => degreesOfFreedom(items, [{ variance, df: 2 }]);
    expect([0.01, 0.1, 1, 10, 1000].map(of)).toEqual(
      [0.01, 0.1, 1, 10, 1000].map(of).toSorted((a, b) => b - a),
    );
    expect(of(1e6)).toBeCloseTo(2, 3);
  });
});
