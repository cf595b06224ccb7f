import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, specs, split } from '@adaptbench/results/testing';
import { type TrialRecord, type TrialSpec, configurationId } from '@adaptbench/results';
import { BUDGET, schedule, stages } from './halving.ts';

const sizes = { validation: 40, test: 100 };
const ranks = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const sweep = (seeds: number, lora: number) =>
  specs({ seeds, set: { 'lora.rank': ranks(lora), 'icl.shots': [0, 1, 2, 4] } });
const plan = sweep(2, 12);

/** As if every screening trial of rank r answered r + 2 of its items, and icl 1. */
const answer = (spec: TrialSpec): TrialRecord =>
  done(
    spec,
    split(spec.method === 'lora' ? 2 + Number(spec.config['rank']) : 1, spec.screen?.items ?? 40),
    split(70, 100),
  );

function playOut(outcome = answer, whole = plan) {
  const records: TrialRecord[] = [];
  for (;;) {
    const known = stages(whole, records, () => sizes);
    const now = known.at(-1)!;
    records.push(...now.specs.map(outcome));
    if (now.last) return { stages: known, records };
  }
}

describe('a schedule', () => {
  test('costs at most a quarter of the trainings and of the asked items, with two finalists at least', () => {
    const counts = fc.record({
      trained: fc.integer({ min: 0, max: 200 }),
      untrained: fc.integer({ min: 0, max: 100 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      seeds: fc.integer({ min: 1, max: 6 }),
      sizes: fc.record({
        validation: fc.integer({ min: 1, max: 500 }),
        test: fc.integer({ min: 1, max: 2000 }),
      }),
    });
    fc.assert(
      fc.property(counts, ({ share, ...rest }) => {
        const of = { ...rest, fixed: Math.floor(share * rest.untrained) };
        const planned = schedule(of);
        if (planned === null) return;
        const { trained, untrained, fixed, seeds } = of;
        const { screens, finalists } = planned;
        const screened = screens.reduce((sum, s) => sum + s.trained, untrained);
        const steps = screens.reduce((sum, s) => sum + s.trained * s.screen.steps, 0);
        // Where nothing trains, all finalists are of the others.
        const [runs, beside] = trained > 0 ? [finalists * seeds, Math.min(1, untrained)] : [0, finalists];
        const besideTrials = trained > 0 && fixed === untrained ? beside : beside * seeds;
        expect(steps + runs).toBeLessThanOrEqual(BUDGET * trained * seeds);
        const whole = of.sizes.validation + of.sizes.test;
        const items = screened * screens[0]!.screen.items + (runs + besideTrials) * whole;
        const trials = (trained + untrained - fixed) * seeds + fixed;
        expect(items).toBeLessThanOrEqual(BUDGET * trials * whole);
        expect(finalists).toBeGreaterThanOrEqual(2);
        for (const { screen } of screens) {
          expect(screen.steps).toBeLessThan(1);
          expect(screen.items).toBeGreaterThan(0);
        }
      }),
    );
  });
  test('counts what draws nothing once: it leaves less to halve', () => {
    const sweep = { trained: 12, untrained: 8, seeds: 3, sizes };
    const [all, once] = [0, 8].map((fixed) => schedule({ ...sweep, fixed })!.screens[0]!.screen.items);
    expect(once).toBeLessThan(all!);
  });
  test('has one screening with all it can where two would have too few steps', () => {
    const few = schedule({ trained: 14, untrained: 4, fixed: 0, seeds: 2, sizes });
    expect(few?.screens.map(({ trained }) => trained)).toEqual([14]);
    const many = schedule({ trained: 21, untrained: 6, fixed: 0, seeds: 3, sizes });
    expect(many?.screens.map(({ trained }) => trained)).toEqual([21, 6]);
    expect(many!.screens[0]!.screen.steps).toBeGreaterThan(0.2);
  });
  test('is refused for a sweep too small to be halved', () => {
    expect(schedule({ trained: 8, untrained: 20, fixed: 0, seeds: 3, sizes })).toBeNull();
    expect(schedule({ trained: 12, untrained: 0, fixed: 0, seeds: 3, sizes })).not.toBeNull();
    expect(schedule({ trained: 0, untrained: 8, fixed: 0, seeds: 3, sizes })).toBeNull();
    expect(schedule({ trained: 0, untrained: 12, fixed: 0, seeds: 3, sizes })).not.toBeNull();
    expect(() => stages(specs({ seeds: 2 }), [], () => sizes)).toThrow(
      /^--halving: 4 configurations, . of which train, are too few/u,
    );
  });
});

describe('stages', () => {
  const shape = (all: ReturnType<typeof stages>) => all.map(({ specs: own, last }) => [own.length, last]);
  test('screen all with one seed, then run the best whole with every seed', () => {
    expect(shape(playOut().stages)).toEqual([
      [16, false],
      [6, true],
    ]);
  });
  test('screen the better half way again, where that leaves the first enough', () => {
    const { stages: all } = playOut(answer, sweep(5, 16));
    expect(shape(all)).toEqual([
      [20, false],
      [6, false],
      [15, true],
    ]);
    const [first, second, last] = all.map((stage) => stage.specs[0]?.screen);
    expect(first!.steps).toBeLessThan(second!.steps);
    expect(last).toBeUndefined();
  });
  test('of tasks with different schedules end together', () => {
    const other = sweep(5, 16).map((spec): TrialSpec => ({ ...spec, task: { name: 'other' } }));
    const { stages: all, records } = playOut(answer, [...sweep(5, 12), ...other]);
    expect(all.map(({ last }) => last)).toEqual([false, false, true]);
    const whole = records.filter((record) => record.spec.screen === undefined);
    expect(new Set(whole.map(({ spec }) => spec.task['name']))).toEqual(new Set(['toy', 'other']));
  });
  test('the best configuration goes through, and the best that trains nothing beside it', () => {
    const finalists = playOut().stages.at(-1)!.specs;
    expect([
      ...new Set(finalists.map((s) => `${s.method} ${Number(s.config['rank'] ?? s.config['shots'])}`)),
    ]).toEqual(['icl 0', 'lora 11', 'lora 12']);
  });
  test('where nothing trains, prompts are halved', () => {
    const shots = specs({ seeds: 2, methods: ['icl'], set: { 'icl.shots': ranks(12) } });
    const best = playOut(
      (spec) => done(spec, split(Number(spec.config['shots']), spec.screen?.items ?? 40), split(70, 100)),
      shots,
    );
    expect(shape(best.stages)).toEqual([
      [12, false],
      [4, true],
    ]);
  });
  test('are the same when a run is cut off and goes on', () => {
    const two = sweep(5, 16);
    const { stages: all, records } = playOut(answer, two);
    for (let cut = 0; cut <= records.length; cut++) {
      const known = stages(two, records.slice(0, cut), () => sizes);
      expect(known).toEqual(all.slice(0, known.length));
    }
  });
  test('a configuration that fails its screening is out', () => {
    const { stages: all } = playOut((spec) => (spec.config['rank'] === 12 ? failed(spec) : answer(spec)));
    expect(all.at(-1)!.specs.some((spec) => spec.config['rank'] === 12)).toBe(false);
  });
  test('screening trials are other trials of the same configuration', () => {
    const [first] = stages(plan, [], () => sizes);
    expect(new Set(first!.specs.map(configurationId))).toEqual(new Set(plan.map(configurationId)));
  });
});
