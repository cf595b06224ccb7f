import { describe, expect, test } from 'vitest';
import { done, failed, specs } from '../testing/records.ts';
import { rowsOf } from '../tables/rows.ts';
import type { Timing } from '../stats/timing.ts';
import type { DoneTrial, SplitOutcome } from '../record/record.ts';
import type { TrialSpec } from '../record/spec.ts';
import { type Constraints, noConstraints } from './constraints.ts';
import { recommend, recommended } from './recommend.ts';
import { recommendationText } from './words.ts';

const set = { 'lora.rank': [4, 8], 'icl.shots': [0, 4] };
const plan = specs({ seeds: 3, set });

/** Item i is right where a fixed scrambling of it lies below the share: nested, as real methods' answers mostly are. */
const items = (share: number, seed: number, n = 400): SplitOutcome => {
  const outcomes = Array.from({ length: n }, (_, i) =>
    ((i * 7919 + (i % 10 === 0 ? seed * 13 : 0)) % n) / n < share ? '1' : '0',
  ).join('');
  return {
    n,
    correct: outcomes.split('1').length - 1,
    outcomes,
    itemsDigest: 'same',
    unparseable: 0,
    lenient: null,
  };
};

const timing = (p50: number): Timing => ({
  n: 60,
  p50,
  p90: p50 * 1.2,
  p95: p50 * 1.3,
  p99: p50 * 1.5,
  p50Low: p50 * 0.95,
  p50High: p50 * 1.05,
  p90Low: p50 * 1.1,
  p90High: p50 * 1.3,
  p95Low: p50 * 1.15,
  p95High: p50 * 1.5,
  p99Low: null,
  p99High: null,
});
const request = (p50: number) => ({
  item: timing(p50),
  firstToken: timing(p50 * 0.9),
  perToken: null,
  promptTokens: 80,
  generatedTokens: 8,
});

const shares: Readonly<Record<string, number>> = {
  'icl 0': 0.6,
  'icl 4': 0.7,
  'lora 4': 0.85,
  'lora 8': 0.9,
};
const share = (spec: TrialSpec): number =>
  shares[`${spec.method} ${Number(spec.config['rank'] ?? spec.config['shots'])}`] ?? 0.5;

function trial(spec: TrialSpec): DoneTrial {
  const tuned = spec.method === 'lora';
  const its = items(share(spec), spec.seed);
  const ms = tuned ? 20 : 10 + 10 * Number(spec.config['shots']);
  return {
    ...done(spec, its, its),
    timing:
      spec.seed === 0
        ? {
            alone: request(ms),
            cached: tuned ? null : request(ms / 2),
            merged: tuned
              ? {
                  ...request(15),
                  maxLogitDifference: 1e-6,
                  answersChanged: 0,
                  answersCompared: 60,
                  loadMs: 100,
                }
              : null,
            throughput: { batch: 16, itemsPerSecond: 1000 / ms, n: 400 },
            switchMs: 1,
          }
        : null,
  } as DoneTrial;
}

const unmerged = (record: DoneTrial): DoneTrial => ({
  ...record,
  timing: record.timing ? { ...record.timing, merged: null } : null,
});

const rows = rowsOf(plan, plan.map(trial), Object.keys(set));
const asked = (more: Partial<Constraints> = {}) => recommend(rows, { ...noConstraints, ...more })[0]!;
const first = (more: Partial<Constraints> = {}) => asked(more).survivors[0]?.facts.name;

describe('a recommendation', () => {
  test('is the most accurate method where it is so beyond chance', () => {
    expect(first()).toBe('lora (rank=8)');
    const [, second] = asked().survivors;
    expect(second).toMatchObject({ tied: false });
    expect(second!.behind!.low).toBeGreaterThan(0);
  });
  test('takes another configuration of the method where a constraint bars the best', () => {
    // Artefacts of the records: 4,000 bytes a rank.
    const found = asked({ maxArtifact: 20_000 });
    expect(found.survivors[0]?.facts.name).toBe('lora (rank=4)');
    expect(found.variants.map((one) => `${one.facts.name} ${one.breaches[0]?.flag}`)).toEqual([
      'lora (rank=8) --max-artifact',
    ]);
  });
  test.each<[string, Partial<Constraints>, string]>([
    ['--labels', { labels: 50 }, 'measured with 100 labelled items, allowed are 50 labelled items'],
    ['--max-artifact', { maxArtifact: 1000 }, 'its artefact has 16 kB, allowed are 1 kB'],
    ['--max-training', { maxTraining: 1000 }, 'training takes 20 s, allowed are 1.0 s'],
    [
      '--max-train-memory',
      { maxTrainMemory: 1e9 },
      'training takes, above the idle process, 1.51 GB, allowed are 1 GB',
    ],
  ])('%s keeps the tuned method out and says with which figure', (flag, constraint, text) => {
    const found = asked(constraint);
    expect(found.survivors.map((one) => one.facts.row.method)).toEqual(['icl']);
    expect(found.eliminated[0]?.breaches).toMatchObject([{ flag, text }]);
  });
  test('--min-accuracy is judged by validation, as methods are chosen; test is only reported', () => {
    const apart = (spec: TrialSpec): DoneTrial => {
      const [validation, reported] = spec.method === 'lora' ? [0.75, 0.85] : [0.85, 0.75];
      return {
        ...trial(spec),
        accuracy: { validation: items(validation, spec.seed), test: items(reported, spec.seed) },
      };
    };
    const found = recommend(rowsOf(plan, plan.map(apart), Object.keys(set)), {
      ...noConstraints,
      minAccuracy: 0.8,
    })[0]!;
    expect(found.decidedOn).toBe('validation');
    expect(found.survivors.map((one) => one.facts.row.method)).toEqual(['icl']);
    expect(found.eliminated[0]?.breaches[0]?.text).toMatch(
      /^it answers 75\.0 % of validation \(95 % interval .*\), needed are 80\.0 %$/,
    );
  });
  test('does not ask for more seeds of what draws nothing', () => {
    const close = (spec: TrialSpec): DoneTrial => {
      const its = items(spec.method === 'lora' ? 0.8 : 0.78, spec.method === 'lora' ? spec.seed * 7 : 0);
      return { ...trial(spec), accuracy: { validation: its, test: its } };
    };
    const fixed = plan.flatMap((spec): TrialSpec[] => {
      if (spec.method !== 'icl') return [spec];
      return spec.seed === 0 && spec.config['shots'] === 0 ? [{ ...spec, draws: false }] : [];
    });
    const found = recommend(rowsOf(fixed, fixed.map(close), Object.keys(set)), noConstraints)[0]!;
    const text = recommendationText(found, noConstraints, false).join('\n');
    expect(text).toMatch(/icl \(shots=0\): 78\.0 % of 400 test items \(95 % interval .*, nothing drawn;/);
    expect(text).not.toMatch(/now 3 and 1|now 1 and 3/);
  });
  test('counts the best way of serving that was measured; with --must-merge merged only', () => {
    expect(asked().survivors[0]?.facts.request).toMatchObject({ serving: 'merged', p50Ms: 15 });
    expect(first({ mustMerge: true })).toBe('lora (rank=8)');
    const untimed = rowsOf(
      plan,
      plan.map((spec) => ({ ...trial(spec), timing: null })),
      Object.keys(set),
    );
    const found = recommend(untimed, { ...noConstraints, mustMerge: true })[0]!;
    expect(found.survivors.map((one) => one.facts.row.method)).toEqual(['icl']);
  });
  test('weights that were trained themselves are merged by nature, and served as they are', () => {
    const own = (record: DoneTrial): DoneTrial => ({
      ...unmerged(record),
      phases: {
        ...record.phases,
        evaluate: record.phases.evaluate && {
          ...record.phases.evaluate,
          explained: { weights: 1e6, patch: 0, activations: 1e5, keyValues: 0 },
        },
      },
    });
    const full = rowsOf(
      plan,
      plan.map((spec) => own(trial(spec))),
      Object.keys(set),
    );
    const [best] = recommend(full, { ...noConstraints, mustMerge: true, p95: 100 })[0]!.survivors;
    expect(best?.facts).toMatchObject({ name: 'lora (rank=8)', request: { serving: 'alone' } });
  });
  test('what cannot merge breaks that constraint alone: its times were measured', () => {
    const beside = rowsOf(
      plan,
      plan.map((spec) => unmerged(trial(spec))),
      Object.keys(set),
    );
    const found = recommend(beside, { ...noConstraints, mustMerge: true, p95: 100 })[0]!;
    expect(found.eliminated[0]?.breaches.map((breach) => breach.flag)).toEqual(['--must-merge']);
  });
  test('nothing is recommended where nothing answers an item', () => {
    const lost = rowsOf(
      plan,
      plan.map((spec) => ({ ...trial(spec), accuracy: { validation: items(0, 0), test: items(0, 0) } })),
      Object.keys(set),
    );
    const found = recommend(lost, noConstraints)[0]!;
    expect(recommended(found)).toBeNull();
    expect(recommendationText(found, noConstraints, false)[0]).toBe(
      'Nothing is recommended: what keeps to the constraints answers no validation item at all.',
    );
  });
  test('a limit inside the interval of what was measured is named as worth measuring again', () => {
    // p95 of merged LoRA: 19.5 ms, interval 17.3 to 22.5.
    const found = asked({ p95: 18 });
    expect(found.eliminated[0]?.breaches[0]).toMatchObject({ flag: '--p95', close: true });
    expect(found.open[0]?.text).toContain('lies inside the interval');
    expect(found.open[0]?.gain).toBeGreaterThan(0.15);
  });
  test('where accuracy cannot tell methods apart, the cheaper goes first', () => {
    const level = rowsOf(
      plan,
      plan.map((spec) => ({
        ...trial(spec),
        accuracy: { validation: items(0.8, spec.seed), test: items(0.8, spec.seed) },
      })),
      Object.keys(set),
    );
    const found = recommend(level, noConstraints)[0]!;
    expect(found.survivors.map((one) => [one.facts.row.method, one.tied])).toEqual([
      ['icl', true],
      ['lora', true],
    ]);
    expect(recommend(level, { ...noConstraints, requests: 1e6 })[0]!.survivors[0]?.facts.row.method).toBe(
      'icl',
    );
  });
  test('a cheaper method is not taken at the price of points that a weak test cannot tell from chance', () => {
    const twenty = (more: number): SplitOutcome => items(0.6 + more, 0, 20);
    const weak = rowsOf(
      plan,
      plan.map((spec) => {
        const its = twenty(spec.method === 'lora' ? 0.15 : 0);
        return { ...trial(spec), accuracy: { validation: its, test: its } };
      }),
      Object.keys(set),
    );
    const found = recommend(weak, noConstraints)[0]!;
    expect(found.survivors.map((one) => [one.facts.row.method, one.tied, one.withinMargin])).toEqual([
      ['lora', true, true],
      ['icl', true, false],
    ]);
    expect(recommend(weak, { ...noConstraints, margin: 0.2 })[0]!.survivors[0]?.facts.row.method).toBe('icl');
  });
  test('a rate beyond what the machine answers bars a method', () => {
    // 50 items a second are 4.32 million a day.
    const found = asked({ requests: 5e6 });
    expect(found.eliminated.map((one) => one.breaches[0]?.flag)).toEqual(['--requests']);
  });
  test('nothing survives impossible constraints, and the words say what broke', () => {
    const constraints = { ...noConstraints, maxMemory: 1000 };
    const found = recommend(rows, constraints)[0]!;
    expect(found.survivors).toEqual([]);
    const text = recommendationText(found, constraints, false).join('\n');
    expect(text).toContain('Nothing that was measured keeps to these constraints.');
    expect(text).toContain('--max-memory: serving takes, above the idle process, 629 MB, allowed are 1 kB');
  });
  test('a method without a finished trial is said to be unknown', () => {
    const half = rowsOf(
      plan,
      plan.map((spec) => (spec.method === 'lora' ? failed(spec) : trial(spec))),
      Object.keys(set),
    );
    const found = recommend(half, noConstraints)[0]!;
    expect(found.unknown).toMatchObject([{ method: 'lora' }]);
    expect(found.open.at(-1)?.text).toContain('lora has no result here');
  });
  test('reads from top to bottom', () => {
    expect(
      `\n${recommendationText(asked({ maxArtifact: 20_000 }), { ...noConstraints, maxArtifact: 20_000 }, false).join('\n')}\n`,
    ).toMatchInlineSnapshot(`
      "
      Use lora (rank=4): 85.0 % of 400 test items (95 % interval 81.2 % to 88.1 %, 3 seeds; 85.0 % of validation), request p50 15 ms, p95 19.5 ms (merged), serving memory 629 MB, artefact 16 kB, training 20 s
      Runner-up: icl (shots=4), -15.0 points (95 % interval -18.5 to -11.5), beyond chance on these validation items, adjusted p < 0.001.
      It answers the most validation items of the 2 methods within the constraints, beyond chance (paired test on the same validation items, Holm-adjusted); none is cheaper within 2.0 points of it.
      Its training (20 s) is paid back against icl (shots=4) after 2,000 requests (95 % interval 1,746 to 2,341), each 10 ms shorter.
      In order:
        1. lora (rank=4): 85.0 % of 400 test items (95 % interval 81.2 % to 88.1 %, 3 seeds; 85.0 % of validation), request p50 15 ms, p95 19.5 ms (merged), serving memory 629 MB, artefact 16 kB, training 20 s
        2. icl (shots=4): 70.0 % of 400 test items (95 % interval 65.4 % to 74.3 %, 3 seeds; 70.0 % of validation), request p50 25 ms, p95 32.5 ms (cached), serving memory 629 MB, artefact none, no training
      Variants kept out of methods that are in:
        lora (rank=8): --max-artifact: its artefact has 32 kB, allowed are 20 kB (it answers 90.0 %)
      "
    `);
  });
});
