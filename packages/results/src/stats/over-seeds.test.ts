import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overCounts, overSeeds } from './over-seeds.ts';
import { wilson } from './wilson.ts';

const bits = (n: number) =>
  fc.array(fc.constantFrom('0', '1'), { minLength: n, maxLength: n }).map((a) => a.join(''));
const at = (correct: number, n = 100) => '1'.repeat(correct) + '0'.repeat(n - correct);

describe('accuracy over seeds of which only the counts are known', () => {
  test('one seed gives Wilson’s interval', () => {
    expect(overCounts([{ share: 631 / 1319, n: 1319 }], true)).toEqual(overSeeds([at(631, 1319)], true));
  });
  test('seeds with equal counts are worth one seed, not more items; those that disagree, less', () => {
    const counts = (...correct: number[]) =>
      overCounts(
        correct.map((c) => ({ share: c / 100, n: 100 })),
        true,
      );
    expect(counts(60, 60, 60)).toMatchObject({ ...wilson(60, 100), sd: 0, seeds: 3, n: 100 });
    const [near, far] = [counts(55, 60, 65), counts(40, 60, 80)];
    expect(far.high - far.low).toBeGreaterThan(near.high - near.low);
  });
  test('of other items a seed it is what outcomes give', () => {
    const runs = [40, 60, 55];
    const strings = runs.map((correct) => at(correct));
    expect(
      overCounts(
        runs.map((correct) => ({ share: correct / 100, n: 100 })),
        false,
      ),
    ).toEqual(overSeeds(strings, false));
  });
  test('no items: nothing is known', () => {
    expect(overCounts([], true)).toMatchObject({ mean: NaN, low: 0, high: 1, seeds: 0 });
  });
});

describe('accuracy over seeds', () => {
  test('one seed gives Wilson’s interval and no spread', () => {
    const one = overSeeds(['1101'], true);
    expect(one).toEqual({ mean: 0.75, ...wilson(3, 4), sd: null, seeds: 1, n: 4 });
  });
  test('seeds that agree on every item are worth one seed, not more items', () => {
    const row = '1'.repeat(60) + '0'.repeat(40);
    const three = overSeeds([row, row, row], true);
    expect(three.sd).toBe(0);
    expect(three.low).toBeCloseTo(wilson(60, 100).low, 12);
    expect(three.high).toBeCloseTo(wilson(60, 100).high, 12);
  });
  test('seeds that disagree widen the interval, far beyond what the items alone say', () => {
    const apart = overSeeds([at(40), at(60), at(80)], true);
    expect(apart.mean).toBeCloseTo(0.6, 12);
    expect(apart.sd).toBeCloseTo(0.2, 12);
    expect(apart.high - apart.low).toBeGreaterThan(2 * (wilson(60, 100).high - wilson(60, 100).low));
  });
  test('all right in every seed still leaves doubt', () => {
    expect(overSeeds(['1'.repeat(20), '1'.repeat(20)], true).low).toBeCloseTo(wilson(20, 20).low, 12);
  });
  test('no items: nothing is known', () => {
    expect(overSeeds([], true)).toMatchObject({ mean: NaN, low: 0, high: 1, seeds: 0 });
    expect(overSeeds([''], true)).toMatchObject({ low: 0, high: 1, n: 0 });
  });
  test('holds the mean, lies in [0, 1], and does not care for the order of seeds', () => {
    const runs = fc
      .integer({ min: 1, max: 30 })
      .chain((n) => fc.array(bits(n), { minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(runs, fc.boolean(), (outcomes, same) => {
        const it = overSeeds(outcomes, same);
        expect(it.low).toBeGreaterThanOrEqual(0);
        expect(it.high).toBeLessThanOrEqual(1);
        expect(it.low).toBeLessThanOrEqual(it.mean + 1e-12);
        expect(it.high).toBeGreaterThanOrEqual(it.mean - 1e-12);
        const turned = overSeeds(outcomes.toReversed(), same);
        expect(turned.low).toBeCloseTo(it.low, 9);
        expect(turned.high).toBeCloseTo(it.high, 9);
      }),
    );
  });
});
