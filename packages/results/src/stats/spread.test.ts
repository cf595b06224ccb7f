import { random } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overSeeds } from './over-seeds.ts';
import { paired } from './paired.ts';
import { type Seen, logLikelihood, spreads } from './spread.ts';
import { simulate } from '../testing/simulate.ts';
import { twoWay } from './two-way.ts';

/** `ratio`: MS_seeds / MS_rest. */
const seen = (ratio: number, { rest = 0.1, n = 200, k = 2 } = {}): Seen => ({
  n,
  k,
  rest,
  seeds: ratio * rest,
});
const own = ({ seeds, n }: Seen): number => seeds / n;

describe('the spread of seeds', () => {
  test('lies between the configuration’s own and that of its kind, with more degrees of freedom', () => {
    const kind = [seen(40), seen(10), seen(12), seen(9)];
    const [first, ...others] = spreads(kind);
    expect(first!.variance).toBeLessThan(own(kind[0]!));
    expect(first!.variance).toBeGreaterThan(own(kind[1]!));
    for (const { df } of [first!, ...others.map((one) => one!)]) expect(df).toBeGreaterThan(2);
  });
  test('is the better known the more of a kind are alike, and the less they are', () => {
    const alike = (count: number) => spreads(Array.from({ length: count }, () => seen(5, { k: 3 })))[0]!.df;
    expect(alike(8)).toBeGreaterThan(alike(3));
    const different = spreads([0.5, 500, 5, 50, 0.5, 500, 5, 50].map((ratio) => seen(ratio, { k: 3 })));
    expect(different[0]!.df).toBeLessThan(alike(8) / 2);
  });
  test('is nearly the configuration’s own where it has many seeds', () => {
    const [found] = spreads([seen(20, { k: 100 }), seen(2)]);
    expect(found!.variance / own(seen(20))).toBeCloseTo(1, 1);
    expect(found!.df).toBeGreaterThan(90);
  });
  test('goes down with the items’ luck near a ceiling', () => {
    const [level, ceiling] = spreads([seen(10, { rest: 0.15 }), seen(10, { rest: 0.001 })]);
    expect(ceiling!.variance).toBeLessThan(level!.variance / 50);
  });
  test('is borrowed from none where a configuration is alone, has one seed, or seeds that always agree', () => {
    expect(spreads([])).toEqual([]);
    expect(spreads([seen(3)])).toEqual([null]);
    expect(spreads([seen(3), null, seen(0, { k: 1 }), seen(0, { rest: 0 })])).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(spreads([seen(3), seen(0, { rest: 0 }), seen(4)])[1]).toBeNull();
    expect(logLikelihood([seen(3)], 1)).toBe(0);
  });
  test('is finite, above 0, and goes down with the number of items, whatever the order', () => {
    const one = fc.record({
      ratio: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })),
      rest: fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      k: fc.integer({ min: 2, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 12 }), (kind) => {
        const of = (n: number) => spreads(kind.map(({ ratio, ...more }) => seen(ratio, { ...more, n })));
        const [few, many] = [of(100), of(1000)];
        const turned = spreads(
          kind.map(({ ratio, ...more }) => seen(ratio, { ...more, n: 100 })).toReversed(),
        );
        for (const [i, found] of few.entries()) {
          expect(found!.variance).toBeGreaterThan(0);
          expect(found!.df).toBeGreaterThan(0);
          expect(Number.isFinite(found!.variance) && Number.isFinite(found!.df)).toBe(true);
          expect((many[i]!.variance * 10) / found!.variance).toBeCloseTo(1, 9);
          expect(turned.at(-1 - i)!.df / found!.df).toBeCloseTo(1, 6);
        }
      }),
    );
  });
});

describe('two seeds, three kinds of three, one ten times as unstable:', () => {
  const kinds = [1, 0.1, 0.1];
  const experiments = 400;
  const draw = random(14, 'kinds');
  const world = {
    accuracy: 0.75,
    items: 100,
    seeds: 2,
    itemSd: 1,
    seedSd: kinds.flatMap((sd) => [sd, sd, sd]),
  };
  const held = { unstable: 0, stable: 0, pairs: 0, apart: 0 };
  let [before, after] = [0, 0];
  for (let e = 0; e < experiments; e++) {
    const all = simulate(world, 9, draw);
    const found = kinds.flatMap((_, i) => spreads(all.slice(3 * i, 3 * i + 3).map(twoWay)));
    for (const [i, outcomes] of all.entries()) {
      const [alone, moderated] = [overSeeds(outcomes, true), overSeeds(outcomes, true, found[i])];
      held[i < 3 ? 'unstable' : 'stable'] += moderated.low <= 0.75 && 0.75 <= moderated.high ? 1 : 0;
      before += i < 3 ? alone.high - alone.low : 0;
      after += i < 3 ? moderated.high - moderated.low : 0;
    }
    for (const [i, j] of [
      [0, 1],
      [0, 4],
      [3, 4],
      [4, 8],
    ] as const) {
      const { low, high, p } = paired(all[i]!, all[j]!, [found[i]!, found[j]!])!;
      held.pairs += low <= 0 && 0 <= high ? 1 : 0;
      held.apart += p < 0.05 ? 1 : 0;
    }
  }
  test('intervals hold the truth in 93 to 97 %, of both, and are narrower', () => {
    expect(held.unstable / (3 * experiments)).toBeGreaterThan(0.93);
    expect(held.stable / (6 * experiments)).toBeGreaterThan(0.94);
    expect(held.stable / (6 * experiments)).toBeLessThan(0.98);
    expect(after).toBeLessThan(0.75 * before);
  });
  test('equal configurations are told apart in 5 % at most', () => {
    // And two standard errors.
    expect(held.apart / (4 * experiments)).toBeLessThan(0.062);
    expect(held.pairs / (4 * experiments)).toBeGreaterThan(0.938);
  });
});
