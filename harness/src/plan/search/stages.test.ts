import { describe, expect, test } from 'vitest';
import { done, failed, gradedSplit, specs, split } from '@adaptbench/results/testing';
import { type TrialRecord, type TrialSpec, configurationId } from '@adaptbench/results';
import { searchNotes, stages } from './stages.ts';

const sizes = { validation: 40, test: 100 };
const ranks = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const sweep = (seeds: number, lora: number) =>
  specs({ seeds, set: { 'lora.rank': ranks(lora), 'icl.shots': [0, 1, 2, 4] } });
const plan = sweep(2, 12);

/** As if every trial of rank r answered r + 2 of its items, and icl 1. */
const answer = (spec: TrialSpec): TrialRecord => {
  const items = spec.screen?.items ?? 40;
  return done(
    spec,
    split(Math.min(items, spec.method === 'lora' ? 2 + Number(spec.config['rank']) : 1), items),
    split(70, 100),
  );
};

function playOut(outcome = answer, whole = plan) {
  const records: TrialRecord[] = [];
  for (;;) {
    const known = stages(whole, records, () => sizes);
    const now = known.at(-1)!;
    records.push(...now.specs.map(outcome));
    if (now.last) return { stages: known, records };
  }
}

describe('before the first trial', () => {
  test('a sweep that is large enough needs no word', () => {
    expect(searchNotes(sweep(5, 120))).toEqual([]);
  });
  test('of a small one it is said what a search costs, and how many configurations would do', () => {
    expect(searchNotes(plan)).toMatchInlineSnapshot(`
      [
        "--search: 16 configurations, 12 of which train, with 2 seeds are few: the search takes about 29 % of the whole sweep and not 10 %; with so few seeds no sweep is searched for less than 11 %, with more it would take a smaller share",
      ]
    `);
  });
  test('of a tiny one a search is refused', () => {
    expect(() => searchNotes(specs({ seeds: 1 }))).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: --search: 4 configurations, 2 of which train, with 1 seed are few: a search would cost 102 % of the whole sweep. Leave --search out; with so few seeds no sweep is searched for less than 22 %, with more it would take a smaller share.]`,
    );
  });
});

describe('stages', () => {
  const shape = (all: ReturnType<typeof stages>) => all.map(({ specs: own, last }) => [own.length, last]);
  test('look at all with one seed, then run the best whole with every seed', () => {
    expect(shape(playOut().stages)).toMatchInlineSnapshot(`
      [
        [
          5,
          false,
        ],
        [
          11,
          false,
        ],
        [
          3,
          false,
        ],
        [
          2,
          false,
        ],
        [
          3,
          true,
        ],
      ]
    `);
  });
  test('of tasks with different schedules end together', () => {
    const other = sweep(5, 40).map((spec): TrialSpec => ({ ...spec, task: { name: 'other' } }));
    const { stages: all, records } = playOut(answer, [...sweep(5, 12), ...other]);
    expect(all.map(({ last }) => last)).toEqual([...all.slice(1).map(() => false), true]);
    const whole = records.filter((record) => record.spec.screen === undefined);
    expect(new Set(whole.map(({ spec }) => spec.task['name']))).toEqual(new Set(['toy', 'other']));
  });
  test('the best configuration goes through, and the best that trains nothing beside it', () => {
    const finalists = playOut().stages.at(-1)!.specs;
    expect([
      ...new Set(finalists.map((s) => `${s.method} ${Number(s.config['rank'] ?? s.config['shots'])}`)),
    ]).toEqual(['lora 12', 'icl 0']);
  });
  test('where nothing trains, prompts are looked at', () => {
    const shots = specs({ seeds: 2, methods: ['icl'], set: { 'icl.shots': ranks(12) } });
    const { stages: all } = playOut(
      (spec) => done(spec, split(Number(spec.config['shots']), spec.screen?.items ?? 40), split(70, 100)),
      shots,
    );
    expect(all.at(0)!.specs).toHaveLength(12);
    expect(all.at(-1)!.specs.map(({ config }) => config['shots'])).toContain(12);
  });
  test('are the same when a run is cut off and goes on', () => {
    const two = sweep(5, 16);
    const { stages: all, records } = playOut(answer, two);
    for (let cut = 0; cut <= records.length; cut++) {
      const known = stages(two, records.slice(0, cut), () => sizes);
      expect(known).toEqual(all.slice(0, known.length));
    }
  });
  test('a configuration that fails its look is out', () => {
    const { stages: all } = playOut((spec) => (spec.config['rank'] === 12 ? failed(spec) : answer(spec)));
    expect(all.at(-1)!.specs.some((spec) => spec.config['rank'] === 12)).toBe(false);
  });
  test('looks are ranked by the metric that configurations are chosen by, however many answers are right', () => {
    const metric = { name: 'macro-f1', title: 'macro-F1' };
    // The higher the rank, the fewer answers are right, and the better is the score of those that are centred.
    const unequal = (spec: TrialSpec, scored: boolean): TrialRecord => {
      const items = spec.screen?.items ?? 40;
      const rank = spec.method === 'lora' ? Number(spec.config['rank']) : 0;
      const score = 0.3 + rank / 20;
      const look = {
        recentred: items - rank,
        commonest: Math.floor(0.9 * items),
        ...(scored ? { scored: { recentred: score, commonest: 0.47 } } : {}),
      };
      const grades = gradedSplit(
        Array.from({ length: items }, () => score),
        metric,
      );
      return done(spec, { ...grades, look }, split(70, 100));
    };
    const finalists = (scored: boolean) =>
      playOut((spec) => unequal(spec, scored))
        .stages.at(-1)!
        .specs.map(({ config }) => config['rank'])
        .filter((rank) => rank !== undefined);
    expect(finalists(true)).toEqual([12, 12]);
    // Of records from before, centred answers are counted.
    expect(finalists(false)).toEqual([1, 1]);
  });
  test('looks that differ by rate alone come one after the other, as they need the same programs', () => {
    const lora = specs({ seeds: 3, methods: ['lora'], set: { 'lora.rank': ranks(8) } });
    const mixed = [1e-3, 1e-2, 1e-1].flatMap((learningRate) =>
      lora.map((spec): TrialSpec => ({
        ...spec,
        training: spec.training && { ...spec.training, learningRate },
      })),
    );
    for (const { specs: own } of playOut(answer, mixed).stages.slice(0, -1)) {
      const order = own.map(({ config }) => config['rank']);
      expect(order.filter((rank, i) => rank !== order[i - 1])).toHaveLength(new Set(order).size);
    }
  });
  test('looks are parts of the whole trials of the same configurations', () => {
    const first = playOut()
      .stages.slice(0, 2)
      .flatMap((stage) => stage.specs);
    expect(new Set(first.map(configurationId))).toEqual(new Set(plan.map(configurationId)));
    expect(first.every(({ screen, seed }) => screen?.paused === true && seed === 0)).toBe(true);
  });
});
