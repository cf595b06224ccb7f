import { random } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakEven } from './break-even.ts';
import { type Estimate, intervalEstimate, meanEstimate } from './estimate.ts';

const sure = (value: number): Estimate => intervalEstimate(value, value, value);
const about = (value: number, half: number): Estimate => intervalEstimate(value, value - half, value + half);

describe('the number of requests at which training has paid', () => {
  test('is training over what a request saves', () => {
    const { requests, low, high, covers } = breakEven(sure(75), sure(0.436), sure(0.036));
    expect([requests, covers]).toEqual([187.5, 'all']);
    expect(low).toBeCloseTo(187.5);
    expect(high).toBeCloseTo(187.5);
  });
  test('is never where a request saves nothing', () => {
    expect(breakEven(sure(75), sure(0.036), sure(0.036)).requests).toBeNull();
    expect(breakEven(sure(75), sure(0.03), sure(0.04))).toMatchObject({
      requests: null,
      low: null,
      high: null,
    });
  });
  test('may have no upper end, or be possible where the best guess is never', () => {
    const some = breakEven(about(75, 1), about(0.04, 0.01), about(0.038, 0.01));
    expect(some.requests).toBeCloseTo(37_500);
    expect(some.low).toBeGreaterThan(4000);
    expect(some.low).toBeLessThan(6000);
    expect(some.high).toBeNull();
    const hardly = breakEven(about(75, 1), about(0.038, 0.01), about(0.04, 0.01));
    expect(hardly).toMatchObject({ requests: null, high: null });
    expect(hardly.low).toBeGreaterThan(some.low!);
  });
  test('has no interval where everything was measured once, and says what is left out', () => {
    const once = meanEstimate([75])!;
    expect(breakEven(once, meanEstimate([0.4])!, meanEstimate([0.1])!)).toMatchObject({
      low: null,
      covers: 'none',
    });
    expect(breakEven(once, about(0.4, 0.01), about(0.1, 0.01))).toMatchObject({ covers: 'some' });
  });
  test('lies in its interval, which grows with uncertainty', () => {
    const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (T, a, b, share) => {
          const [narrow, wide] = [share / 2, share].map((s) =>
            breakEven(about(T, T * s), about(a, a * s), about(b, b * s)),
          );
          const { requests, low, high } = narrow!;
          if (requests === null) return;
          expect(low).toBeLessThanOrEqual(requests * (1 + 1e-9));
          expect(high ?? Infinity).toBeGreaterThanOrEqual(requests * (1 - 1e-9));
          expect(wide!.low).toBeLessThanOrEqual(low! * (1 + 1e-9));
          expect(wide!.high ?? Infinity).toBeGreaterThanOrEqual((high ?? Infinity) * (1 - 1e-9));
        },
      ),
    );
  });
  test.each([3, 5])('is covered by its interval in 95 of 100 experiments with %d seeds', (seeds) => {
    const draw = random(1, 'break-even', seeds);
    const normal = (mean: number, sd: number): number =>
      mean + sd * Math.sqrt(-2 * Math.log(1 - draw.uniform())) * Math.cos(2 * Math.PI * draw.uniform());
    const sample = (mean: number, sd: number): Estimate =>
      meanEstimate(Array.from({ length: seeds }, () => normal(mean, sd)))!;
    const truth = 75 / (0.1 - 0.04);
    const runs = 2000;
    let covered = 0;
    for (let i = 0; i < runs; i++) {
      const { low, high } = breakEven(sample(75, 3), sample(0.1, 0.01), sample(0.04, 0.004));
      if (low !== null && low <= truth && (high ?? Infinity) >= truth) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.985);
  });
});
