import { describe, expect, test } from 'vitest';
import { done, specs, split } from '../testing/records.ts';
import { peftResult } from '../import/__fixtures__/peft.ts';
import { importPeft } from '../import/peft.ts';
import { importedRun } from '../import/run.ts';
import { timingFixture } from '../testing/timing.ts';
import {
  edited,
  everything,
  findingsOf,
  flagged,
  pairOfRuns,
  comparedPlan,
  runOf,
  comparedSession,
} from './__fixtures__/runs.ts';
import type { TrialSpec } from '../record/spec.ts';
import { compareRuns } from './compare.ts';
import type { RunData } from './match.ts';
import { type RunComparison, comparisonSchema } from './schema.ts';
import { comparisonText } from './words.ts';

const plan = comparedPlan([0, 1, 2]);

describe('two runs', () => {
  test('of the same truth: nothing is flagged, and everything was tested', () => {
    const comparison = compareRuns(...pairOfRuns());
    expect(comparison.verdict).toBe('no regression');
    expect(flagged(comparison)).toEqual([]);
    // Accuracy, inference peak, p50 and p95 of four rows; training peak and step of the two that train.
    expect(comparison.tests).toBe(4 * 4 + 2 * 2);
    expect(comparison.differences).toEqual(['seeds: 0, 1, 2, 3, 4 → 5, 6, 7, 8, 9']);
    expect(comparisonText(comparison).headline).toBe(
      'No regression: nothing is worse beyond noise in 4 rows (20 tests).',
    );
  });
  test('in which one row became worse and another faster', () => {
    const comparison = compareRuns(
      ...pairOfRuns((truth) => [
        { ...truth[0]!, ms: truth[0]!.ms / 2 },
        truth[1]!,
        { ...truth[2]!, accuracy: truth[2]!.accuracy - 0.25, MiB: truth[2]!.MiB * 1.3 },
        truth[3]!,
      ]),
    );
    expect(comparison.verdict).toBe('regression');
    expect(flagged(comparison)).toEqual([
      'icl shots=0 item p50 better',
      'icl shots=0 item p95 better',
      'icl shots=4 test accuracy worse',
      'icl shots=4 inference peak − idle worse',
    ]);
    expect(comparisonText(comparison).lines.join('\n')).toMatch(
      /toy, icl \(shots=4\): test accuracy fell from \d\d\.\d to \d\d\.\d %, −2\d\.\d points \(95 % interval −\d+\.\d to −\d+\.\d; paired on 200 items, 5 and 5 seeds; p < 0\.001 after Holm over 20 tests\)\. A regression\./,
    );
  });
  test('with the same seeds and nothing trained are paired on the draws as well', () => {
    const [old, now] = [everything(plan), everything(plan)];
    const lower = now.map((record) => ({
      ...record,
      accuracy: { ...record.accuracy, test: split(60, 100) },
    }));
    const [icl, , lora] = findingsOf(compareRuns(runOf(plan, old), runOf(plan, lower)), 'test accuracy');
    expect(icl).toMatchObject({ test: 'the same 100 items and the same draws', verdict: 'worse' });
    expect(icl?.change).toBeCloseTo(-10, 9);
    expect(lora?.test).toBe('paired on 100 items, 3 and 3 seeds');
  });
  test('of what draws nothing: one trial stands for the several that an older program ran', () => {
    const [old, one] = [comparedPlan([0, 1]), comparedPlan([0])];
    const now = one.map((spec): TrialSpec => (spec.method === 'icl' ? { ...spec, draws: false } : spec));
    const lower = now.map((spec) => done(spec, split(30, 40), split(40, 100)));
    const [icl, , lora] = findingsOf(
      compareRuns(runOf(old, everything(old)), runOf(now, lower)),
      'test accuracy',
    );
    expect(icl).toMatchObject({ test: 'the same 100 items, nothing drawn', verdict: 'worse', reason: '' });
    expect(lora).toMatchObject({ verdict: 'unknown' });
  });
  test('that asked other items are compared as two samples', () => {
    const records = everything(plan);
    const other = records.map((record) => ({
      ...record,
      accuracy: { ...record.accuracy, test: split(20, 100, 'other') },
    }));
    const comparison = compareRuns(runOf(plan, records), runOf(plan, other));
    for (const finding of findingsOf(comparison, 'test accuracy'))
      expect(finding).toMatchObject({ test: 'two samples (the items differ)', verdict: 'worse' });
  });
  test('of one seed: accuracy of what is trained, or of other draws, is not judged', () => {
    const [a, b] = [comparedPlan([0]), comparedPlan([1])];
    const worse = b.map((spec) => done(spec, split(10, 40), split(10, 100)));
    const comparison = compareRuns(runOf(a, everything(a)), runOf(b, worse));
    for (const finding of findingsOf(comparison, 'test accuracy'))
      expect(finding).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('one seed') });
    expect(findingsOf(comparison, 'item p50')[0]).toMatchObject({ verdict: 'unknown' });
    expect(comparisonText(comparison).lines).toContain(
      'Not judged: test accuracy of all rows (one seed: how much seeds differ is not known, so the test knows the noise of the items alone).',
    );
    // The same seed and nothing trained: nothing but the program can have changed the answers.
    const again = compareRuns(
      runOf(a, everything(a)),
      runOf(
        a,
        a.map((spec) => done(spec, split(1, 40), split(10, 100))),
      ),
    );
    expect(flagged(again)).toEqual(['icl shots=0 test accuracy worse', 'icl shots=4 test accuracy worse']);
  });
});

describe('sizes are exact', () => {
  const run = runOf(plan, everything(plan));
  const grown = (factor: number) =>
    edited(run, (record) => ({
      ...record,
      sizes: { ...record.sizes, artifactBytes: Math.round(record.sizes.artifactBytes * factor) },
    }));
  test.each<[number, string[], RunComparison['verdict']]>([
    [1, [], 'no regression'],
    [1.01, ['lora rank=4 artefact changed', 'lora rank=8 artefact changed'], 'no regression'],
    [1.5, ['lora rank=4 artefact worse', 'lora rank=8 artefact worse'], 'regression'],
    [0.5, ['lora rank=4 artefact better', 'lora rank=8 artefact better'], 'no regression'],
  ])('%s times as large', (factor, found, verdict) => {
    const comparison = compareRuns(run, grown(factor));
    expect(flagged(comparison)).toEqual(found);
    expect(comparison.verdict).toBe(verdict);
  });
  test('said in bytes', () => {
    expect(comparisonText(compareRuns(run, grown(1.5))).lines).toContain(
      'toy, lora (rank=4): artefact rose from 16,000 to 24,000 bytes, +50.0 % (exact). A regression.',
    );
  });
});

describe('times and memory are compared only on the same machine', () => {
  const [old, now] = pairOfRuns((truth) => truth.map((row) => ({ ...row, ms: row.ms * 3 })));
  const moved = (
    machine: Partial<ReturnType<typeof comparedSession>['machine']>,
    versions = comparedSession().versions,
  ) => ({
    ...now,
    manifest: {
      ...now.manifest,
      sessions: [comparedSession({ machine: { ...comparedSession().machine, ...machine }, versions })],
    },
  });
  test.each<[string, RunData, string]>([
    ['processor', moved({ cpu: 'Xeon' }), 'processor: EPYC → Xeon'],
    ['cores', moved({ cores: 4 }), 'cores: 2 → 4'],
    ['memory', moved({ memoryBytes: 2 ** 34 }), 'memory: 24.0 GiB → 16.0 GiB'],
    ['system', moved({ os: 'Linux 6.19.0 x64' }), 'operating system: Linux 6.18 x64 → Linux 6.19 x64'],
    ['Node.js', moved({}, { node: '22.1.0' }), 'Node.js: 20 → 22'],
  ])('%s', (_name, other, text) => {
    const comparison = compareRuns(old, other);
    expect(comparison.sameMachine).toBe(false);
    expect(comparison.machine).toEqual([text]);
    for (const figure of ['item p50', 'inference peak', 'training step, mean'])
      for (const finding of findingsOf(comparison, figure))
        expect(finding).toMatchObject({ verdict: 'refused', change: null, p: null, reason: 'other machine' });
    const said = `Times and memory are not compared, because the machines differ: ${text}.`;
    expect(comparisonText(comparison).lines).toContain(said);
    expect(comparison.verdict).toBe('no regression');
  });
  test('a patch of the kernel or of Node.js is no other machine', () => {
    const comparison = compareRuns(old, moved({ os: 'Linux 6.18.45 x64' }, { node: '20.21.0' }));
    expect(comparison.sameMachine).toBe(true);
    expect(comparison.verdict).toBe('regression');
    expect(comparison.differences.join()).toContain('versions: node 20.20.2 → 20.21.0');
    expect(comparison.shifts).toEqual([]);
  });
  test('a machine that was busy is no other machine, but it is said', () => {
    const comparison = compareRuns(old, moved({ load1: 3.5 }));
    expect(comparison.sameMachine).toBe(true);
    expect(comparisonText(comparison).lines).toContain(
      'The new run began on a busy machine (load 3.5 on 2 cores).',
    );
  });
  test('a row on another engine or with other threads is refused by itself', () => {
    const threaded = edited(now, (record) =>
      record.spec.method === 'lora'
        ? {
            ...record,
            provenance: { ...record.provenance, labels: { threads: '4' } },
          }
        : record,
    );
    const comparison = compareRuns(old, threaded);
    expect(findingsOf(comparison, 'item p50').map(({ verdict }) => verdict)).toEqual([
      'worse',
      'worse',
      'refused',
      'refused',
    ]);
    expect(comparisonText(comparison).lines.join('\n')).toContain(
      'toy, lora (rank=4): not compared, because it ran otherwise (threads: the engine’s choice → 4): training peak − idle, inference peak − idle, item p50, item p95, training step, mean.',
    );
  });
});

test('times that rose in all rows may be the machine’s, and it is said', () => {
  const many = specs({ methods: ['lora'], set: { 'lora.rank': [1, 2, 3, 4, 5, 6] } });
  const slower = everything(many).map((record, i) => {
    const times = record.evaluationTimes!;
    return { ...record, evaluationTimes: { ...times, p50: times.p50 * (1.2 + i / 1000) } };
  });
  const comparison = compareRuns(runOf(many, everything(many)), runOf(many, slower));
  expect(comparison.shifts).toEqual([
    'item p50 rose in all 6 rows, by a median of 20.2 %: the program or the state of the machine. To tell them apart, run the old program again now.',
  ]);
});

describe('requests with a process of their own', () => {
  const many = specs({ methods: ['lora'], set: { 'lora.rank': [1, 2, 3, 4, 5, 6] } });
  const timed = everything(many).map(({ evaluationTimes: _, ...record }) => ({
    ...record,
    timing: timingFixture(record.spec),
  }));
  test('are compared by them, against how differently the rows changed', () => {
    const slower = timed.map((record, i) => {
      const { item } = record.timing.alone;
      const factor = i === 0 ? 2 : 1;
      const [p50, p50Low, p50High] = [item.p50, item.p50Low!, item.p50High!].map((ms) => ms * factor);
      const alone = {
        ...record.timing.alone,
        item: { ...item, p50: p50!, p50Low: p50Low!, p50High: p50High! },
      };
      return { ...record, timing: { ...record.timing, alone } };
    });
    const comparison = compareRuns(runOf(many, timed), runOf(many, slower));
    expect(flagged(comparison)).toEqual(['lora rank=1 item p50 worse']);
    expect(findingsOf(comparison, 'item p50')[0]).toMatchObject({
      change: expect.closeTo(100, 6),
      test: 'noise from the changes of the other rows, more than 10 %',
    });
  });
  test('are not compared with times from a process that did other things before', () => {
    const comparison = compareRuns(runOf(many, everything(many)), runOf(many, timed));
    for (const finding of findingsOf(comparison, 'item p50'))
      expect(finding).toMatchObject({ verdict: 'refused', change: null, reason: 'measured in another way' });
  });
});

test('imported results are compared by their counts and published figures', () => {
  const run = (more: object): RunData => {
    const records = ['lora/a', 'vera/b', 'ia3/c', 'oft/d', 'miss/e'].map((experiment, i) =>
      importPeft(JSON.stringify(peftResult({ experiment, correct: 500 + i, ...more })), `${i}.json`),
    );
    const files = records.map((_, i) => ({ name: `${i}.json`, sha256: '' }));
    const from = { format: 'PEFT', source: null, importedAt: '2026-01-01', files, notes: [] };
    return { folder: 'imported', records, manifest: importedRun(records, from) };
  };
  const comparison = compareRuns(run({}), run({ correct: 300 }));
  expect(comparison.rows).toHaveLength(5);
  expect(comparison.rows[0]?.findings[0]).toMatchObject({
    test: 'two samples (only counts are known)',
    verdict: 'unknown',
  });
  expect(findingsOf(comparison, 'accelerator memory, max')[0]).toMatchObject({ verdict: 'same', change: 0 });
  expect(findingsOf(comparison, 'item p50')).toEqual([]);
  expect(comparison.sameMachine).toBe(true);
  const plan = comparedPlan([0]);
  expect(compareRuns(runOf(plan, everything(plan)), run({})).machine).toEqual([
    'the new run was imported, the other was made here',
  ]);
});

test('answers that two contents of a scorer graded are not compared', () => {
  const graded = (scorerHash: string): RunData => {
    const plan = specs({}).map((spec) => ({ ...spec, task: { ...spec.task, scorer: 's.ts', scorerHash } }));
    return runOf(plan, everything(plan));
  };
  const [same, other] = [graded('a'), graded('b')].map((now) => compareRuns(graded('a'), now).rows);
  expect(same![0]!.findings[0]).toMatchObject({ verdict: 'same', reason: '' });
  expect(other![0]!.findings[0]).toMatchObject({ verdict: 'unknown', reason: 'judged by another metric' });
  expect(other![0]!.notes.join()).toContain('scorerHash "a" → "b"');
});

test('a comparison is what its schema says, and goes through JSON unchanged', () => {
  const comparison = compareRuns(...pairOfRuns());
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
});
