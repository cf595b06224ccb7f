import { describe, expect, test } from 'vitest';
import { measureOverSeeds } from './measure-over-seeds.ts';
import { t95 } from './student.ts';

describe('a property of answers', () => {
  test('of one seed has Student’s t interval over its items', () => {
    const half = (t95(24) * 0.2) / 5;
    const over = measureOverSeeds([{ mean: 0.6, items: { n: 25, sd: 0.2 } }]);
    expect(over).toMatchObject({ mean: 0.6, n: 25 });
    expect(over?.low).toBeCloseTo(0.6 - half, 12);
    expect(over?.high).toBeCloseTo(0.6 + half, 12);
  });
  test('of several seeds is the less sure the more they differ', () => {
    const items = { n: 100, sd: 0.3 };
    const width = (...means: number[]): number => {
      const over = measureOverSeeds(means.map((mean) => ({ mean, items })));
      return (over?.high ?? NaN) - (over?.low ?? NaN);
    };
    expect(width(0.5, 0.5, 0.5)).toBeCloseTo(width(0.5), 2);
    expect(width(0.4, 0.5, 0.6)).toBeGreaterThan(2 * width(0.5, 0.5, 0.5));
  });
  test('is a share: its interval ends at 0 and 1', () => {
    const near = (mean: number) => measureOverSeeds([{ mean, items: { n: 9, sd: 0.1 } }]);
    expect(near(0.98)?.high).toBe(1);
    expect(near(0.02)?.low).toBe(0);
  });
  test('that is the same for all items has an interval of no width', () => {
    const same = { mean: 1, items: { n: 40, sd: 0 } };
    expect(measureOverSeeds([same, same])).toEqual({ mean: 1, low: 1, high: 1, n: 40 });
  });
  test('has no interval where the spread over items is unknown, and is nothing of no seeds', () => {
    const known = { mean: 0.4, items: { n: 10, sd: 0.1 } };
    expect(measureOverSeeds([known, { mean: 0.6, items: null }])).toEqual({
      mean: 0.5,
      low: null,
      high: null,
      n: null,
    });
    expect(measureOverSeeds([{ mean: 0.4, items: { n: 1, sd: 0 } }])).toMatchObject({ low: null, n: 1 });
    expect(measureOverSeeds([])).toBeNull();
  });
});
