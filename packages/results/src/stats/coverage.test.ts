/**
 * The promises of the intervals and tests, held against worlds in which the truth is known; a larger grid is
 * `scripts/statistics.ts`. 2000 experiments know a rate of 95 % to ± 0.5 points (one standard error).
 */
import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { holm } from './holm.ts';
import { mcnemar } from './mcnemar.ts';
import { overSeeds } from './over-seeds.ts';
import { paired } from './paired.ts';
import { type World, simulate } from '../testing/simulate.ts';

const EXPERIMENTS = 2000;

/** Share of experiments with `count` configurations in which each thing happens. */
function rates(world: World, count: number, what: (all: string[][]) => readonly boolean[]): number[] {
  const draw = random(4, 'coverage', JSON.stringify(world));
  const sums: number[] = [];
  for (let e = 0; e < EXPERIMENTS; e++)
    for (const [i, is] of what(simulate(world, count, draw)).entries()) sums[i] = (sums[i] ?? 0) + Number(is);
  return sums.map((sum) => sum / EXPERIMENTS);
}

const holds = ({ low, high }: { low: number; high: number }, truth: number): boolean =>
  low <= truth && truth <= high;

/** Of one configuration, of the difference of two equal ones, of two 5 points apart; and p < 0.05 of the equal ones. */
const coverage = (world: World & { readonly accuracy: number }): number[] =>
  rates({ ...world, accuracy: [world.accuracy, world.accuracy, world.accuracy - 0.05] }, 3, (all) => {
    const [first, second, third] = all as [string[], string[], string[]];
    const equal = paired(first, second)!;
    return [
      holds(overSeeds(first, true), world.accuracy),
      holds(equal, 0),
      holds(paired(first, third)!, 0.05),
      equal.p < 0.05,
    ];
  });

/** 93 to 97 %, give or take one standard error of the simulation. */
function expectCoverage(...shares: readonly (number | undefined)[]): void {
  for (const share of shares) {
    expect(share).toBeGreaterThanOrEqual(0.93 - 0.005);
    expect(share).toBeLessThanOrEqual(0.97 + 0.005);
  }
}

const world = (accuracy: number, items: number, seeds: number, itemSd: number, seedSd: number) => ({
  accuracy,
  items,
  seeds,
  itemSd,
  seedSd,
});

describe('95 % intervals hold the truth in 93 to 97 % of experiments, equal methods are told apart in 5 % at most', () => {
  test.each([
    world(0.7, 100, 3, 3, 0),
    world(0.8, 200, 3, 3, 0.2),
    world(0.6, 100, 3, 2, 0.6),
    world(0.9, 300, 3, 3, 0.4),
    world(0.7, 100, 5, 2, 0.3),
    world(0.85, 200, 10, 3, 0.2),
  ])('accuracy $accuracy, $items items, $seeds seeds, sd of items $itemSd, of seeds $seedSd', (it) => {
    const [alone, equal, apart, rejected] = coverage(it);
    expectCoverage(alone, equal, apart);
    expect(rejected).toBeGreaterThan(0.02);
    expect(rejected).toBeLessThanOrEqual(0.05 + 0.005);
  });
});

describe('one seed each', () => {
  test.each([world(0.8, 100, 1, 3, 0), world(0.7, 300, 1, 1, 0)])(
    'McNemar’s exact test errs in at most 5 %, its mid-p in about 5 %; intervals hold: accuracy $accuracy, $items items',
    (it) => {
      const [alone, difference, exact, mid] = rates(it, 2, ([first, second]) => {
        const test = mcnemar(first![0]!, second![0]!);
        return [holds(overSeeds(first!, true), it.accuracy), holds(test, 0), test.p < 0.05, test.midP < 0.05];
      });
      expectCoverage(alone, difference);
      expect(exact).toBeLessThanOrEqual(0.055);
      expect(mid).toBeGreaterThan(0.03);
      expect(mid).toBeLessThanOrEqual(0.065);
    },
  );
});

describe('Holm’s adjustment', () => {
  test.each([world(0.8, 200, 1, 3, 0), world(0.8, 200, 3, 3, 0.3)])(
    'keeps any false difference among five equal methods at 5 %, where plain tests have several times that: $seeds seeds',
    (it) => {
      const [adjusted, plain] = rates(it, 5, (all) => {
        const ps = all.flatMap((a, i) => all.slice(i + 1).map((b) => paired(a, b)!.p));
        return [holm(ps).some((p) => p < 0.05), ps.some((p) => p < 0.05)];
      });
      // 5 % and three standard errors.
      expect(adjusted).toBeLessThanOrEqual(0.064);
      expect(plain).toBeGreaterThan(0.1);
    },
  );
});

describe('what is known to fall outside 93 to 97 %', () => {
  test('two seeds that make up most of the variance, with no kind to borrow from: the interval is a little too narrow', () => {
    const [alone] = rates(world(0.6, 300, 2, 1, 0.8), 1, ([own]) => [holds(overSeeds(own!, true), 0.6)]);
    expect(alone).toBeGreaterThan(0.9);
    expect(alone).toBeLessThan(0.95);
  });
  test('seeds that differ on one side only: equal configurations are told apart in up to 8 %', () => {
    const oneSided = { ...world(0.8, 200, 3, 1, 0), seedSd: [0, 0.8] };
    const [rejected] = rates(oneSided, 2, ([first, second]) => [paired(first!, second!)!.p < 0.05]);
    expect(rejected).toBeGreaterThan(0.04);
    expect(rejected).toBeLessThan(0.08);
  });
  test('few wrong answers: intervals are too wide rather than too narrow', () => {
    const [alone, equal] = coverage(world(0.95, 50, 3, 1, 0));
    for (const share of [alone, equal]) expect(share).toBeGreaterThan(0.95);
  });
});
