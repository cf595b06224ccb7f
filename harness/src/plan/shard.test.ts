import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specs } from '@adaptbench/results/testing';
import { configurationId, trialId } from '@adaptbench/results';
import { firstElsewhere, shardOf } from './shard.ts';

const plans = fc
  .record({ seeds: fc.integer({ min: 1, max: 4 }), ranks: fc.integer({ min: 1, max: 3 }) })
  .map(({ seeds, ranks }) =>
    specs({ seeds, set: { 'lora.rank': Array.from({ length: ranks }, (_, i) => i + 1) } }),
  );
const cases = plans.chain((plan) =>
  fc.integer({ min: 1, max: Math.min(5, plan.length) }).map((of) => ({ plan, of })),
);
const shards = (plan: ReturnType<typeof specs>, of: number) =>
  Array.from({ length: of }, (_, i) => shardOf(plan, { index: i + 1, of }));

describe('shards', () => {
  test('hold every trial once, in the plan’s order', () => {
    fc.assert(
      fc.property(cases, ({ plan, of }) => {
        const all = shards(plan, of);
        expect(all.flat().map(trialId).toSorted()).toEqual(plan.map(trialId).toSorted());
        for (const shard of all) expect(shard).toEqual(plan.filter((spec) => shard.includes(spec)));
      }),
      { numRuns: 30 },
    );
  });
  test('have as many trials of each method and configuration as each other, give or take one', () => {
    fc.assert(
      fc.property(cases, ({ plan, of }) => {
        for (const key of [() => '', (s: { method: string }) => s.method, configurationId])
          for (const value of new Set(plan.map(key))) {
            const counts = shards(plan, of).map((shard) => shard.filter((s) => key(s) === value).length);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
      }),
      { numRuns: 30 },
    );
  });
  test('time each configuration in one of them', () => {
    fc.assert(
      fc.property(cases, ({ plan, of }) => {
        const timed = shards(plan, of).flatMap((mine) => {
          const elsewhere = firstElsewhere(plan, mine);
          return [...new Set(mine.map(configurationId))].filter((id) => !elsewhere.has(id));
        });
        expect(timed.toSorted()).toEqual([...new Set(plan.map(configurationId))].toSorted());
      }),
      { numRuns: 30 },
    );
  });
  test('cannot be more than there are trials', () => {
    expect(() => shardOf(specs({ sweep: false }), { index: 1, of: 3 })).toThrow(
      '--shard 1/3: the run has 2 trials, which make at most as many shards.',
    );
  });
});
