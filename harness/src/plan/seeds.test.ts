import { describe, expect, test } from 'vitest';
import { random } from '@adaptbench/core';
import {
  type TrialRecord,
  type TrialSpec,
  configurationId,
  groupBy,
  mean,
  trialId,
} from '@adaptbench/results';
import { done, failed, specs, split } from '@adaptbench/results/testing';
import { type SeedPlan, seedStages } from './seeds.ts';

const SEEDS = 20;
const ITEMS = 400;
const ranks = [1, 2, 4, 8, 16];
const plan = specs({ methods: ['lora'], seeds: SEEDS, set: { 'lora.rank': ranks } });
const first = plan.filter(({ seed }) => seed < 2);
const further = plan.filter(({ seed }) => seed >= 2);

/** Scores of each rank, with the standard deviation of its seeds. */
type Truth = ReadonlyMap<number, readonly [number, number]>;
const rankOf = (spec: TrialSpec): number => Number(spec.config['rank']);

function recordOf(spec: TrialSpec, truth: Truth, draw: number): TrialRecord {
  const [centre, sd] = truth.get(rankOf(spec))!;
  const score = centre + sd * random(draw, 'seed', spec.seed, rankOf(spec)).normal();
  return done(spec, split(Math.round(ITEMS * Math.min(1, Math.max(0, score))), ITEMS));
}

/** Runs all stages, and gives the records of what ran. */
function played(truth: Truth, budget: number, draw = 0, more: Partial<SeedPlan> = {}) {
  const seedPlan: SeedPlan = {
    first,
    further,
    lanes: 1,
    room: (records, next) => records.length + next.length <= budget,
    ...more,
  };
  const records: TrialRecord[] = [];
  for (;;) {
    const stages = seedStages(seedPlan, records);
    const stage = stages.at(-1)!;
    if (stage.last) return { records, stages };
    records.push(...stage.specs.map((spec) => recordOf(spec, truth, draw)));
  }
}

const seedsOf = (records: readonly TrialRecord[]): Map<number, number> =>
  new Map(
    groupBy(records, ({ spec }) => configurationId(spec)).map((own) => [rankOf(own[0]!.spec), own.length]),
  );

/** By validation, as the tables choose. */
function chosen(records: readonly TrialRecord[]): number {
  const rows = groupBy(records, ({ spec }) => configurationId(spec)).map((own) => ({
    rank: rankOf(own[0]!.spec),
    score: mean(own.flatMap((r) => (r.state === 'done' ? [r.accuracy.validation.correct] : [])))!,
  }));
  return rows.toSorted((a, b) => b.score - a.score)[0]!.rank;
}

describe('further seeds', () => {
  const close: Truth = new Map([
    [1, [0.5, 0.05]],
    [2, [0.6, 0.05]],
    [4, [0.8, 0.05]],
    [8, [0.84, 0.05]],
    [16, [0.55, 0.05]],
  ]);

  test('go to those that may be the best', () => {
    const { records } = played(close, 30);
    expect(records.length).toBeLessThanOrEqual(30);
    const seeds = seedsOf(records);
    expect(seeds.get(4)! + seeds.get(8)!).toBeGreaterThan(0.6 * records.length);
    expect(seeds.get(1)).toBe(2);
  });

  test('choose the best more often than as many spread evenly', () => {
    const draws = Array.from({ length: 100 }, (_, draw) => draw);
    const right = draws.filter((draw) => chosen(played(close, 30, draw).records) === 8).length;
    const even = plan.filter(({ seed }) => seed < 6);
    const rightEvenly = draws.filter(
      (draw) => chosen(even.map((s) => recordOf(s, close, draw))) === 8,
    ).length;
    expect(right).toBeGreaterThan(rightEvenly + 3);
  });

  test('are none where nothing can be overtaken, or no difference would matter', () => {
    const clear: Truth = new Map(ranks.map((rank, i) => [rank, [0.3 + 0.15 * i, 0.005]]));
    expect(played(clear, 100).records).toHaveLength(first.length);
    const same: Truth = new Map(ranks.map((rank) => [rank, [0.7, 0]]));
    expect(played(same, 100).records).toHaveLength(first.length);
  });

  test('end with the budget, with the seeds, and run as many at once as there are lanes', () => {
    expect(played(close, 12).records).toHaveLength(12);
    const two = played(close, 21, 0, { lanes: 2 });
    expect(two.records).toHaveLength(20);
    expect(two.stages.slice(1, -1).every(({ specs: own }) => own.length === 2)).toBe(true);
    const wild: Truth = new Map(ranks.map((rank) => [rank, [0.5, 0.2]]));
    expect(played(wild, 10_000).records.length).toBeLessThanOrEqual(plan.length);
  });

  test('are the same again for the same records, whatever has become of the budget since', () => {
    const { records, stages } = played(close, 25);
    const again = seedStages({ first, further, lanes: 1, room: () => false }, records);
    expect(again).toEqual(stages);
    expect(stages.at(-1)!.specs.map(trialId)).toEqual(records.map(({ id }) => id));
    const cut = seedStages({ first, further, lanes: 1, room: () => true }, records.slice(0, 15));
    expect(cut.flatMap(({ specs: own }) => own.map(trialId)).slice(0, 16)).toEqual(
      records.slice(0, 16).map(({ id }) => id),
    );
  });

  test('a trial that failed leaves its configuration to what is known of it', () => {
    const alike: Truth = new Map(ranks.map((rank) => [rank, [0.7, 0.05]]));
    const records = first.map((spec) => (rankOf(spec) === 8 ? failed(spec) : recordOf(spec, alike, 0)));
    const [, next] = seedStages({ first, further, lanes: 10, room: () => true }, records);
    expect(next!.specs).toHaveLength(10);
    expect(next!.specs.map(rankOf)).not.toContain(8);
  });
});
