import { describe, expect, test } from 'vitest';
import { done, failed, specs, split } from '../testing/records.ts';
import { everything, pairOfRuns, comparedPlan, runOf } from './__fixtures__/runs.ts';
import { compareRuns } from './compare.ts';
import { comparisonText } from './words.ts';

const plan = comparedPlan([0, 1, 2]);

describe('rows', () => {
  test('that fail where they did not are a regression, and are no more where they are mended', () => {
    const records = everything(plan);
    const broken = plan.map((spec) =>
      spec.method === 'lora' && spec.seed === 2 ? failed(spec) : done(spec),
    );
    const worse = compareRuns(runOf(plan, records), runOf(plan, broken));
    expect(worse.verdict).toBe('regression');
    expect(comparisonText(worse).lines).toContain(
      'toy, lora (rank=4): 3 of 3 done → 2 of 3 done, 1 failed, a regression: train: ProcessDied: the process was killed (SIGKILL).',
    );
    const better = compareRuns(runOf(plan, broken), runOf(plan, records));
    expect(better.verdict).toBe('no regression');
    expect(better.rows[2]?.states.verdict).toBe('better');
  });
  test('of one run alone are told', () => {
    const small = specs({ seeds: 3, methods: ['icl'] });
    const comparison = compareRuns(runOf(small, everything(small)), runOf(plan, everything(plan)));
    expect(comparison.added.map(({ configuration }) => configuration)).toEqual(['rank=4', 'rank=8']);
    expect(compareRuns(runOf(plan, everything(plan)), runOf(small, everything(small))).removed).toHaveLength(
      2,
    );
    expect(comparisonText(comparison).lines).toContain(
      'Only in the new run: toy, lora (rank=4); toy, lora (rank=8).',
    );
  });
  test('are matched where the model lies elsewhere, and it is said', () => {
    const elsewhere = specs({ seeds: 3, model: 'other/tiny' });
    const other = runOf(elsewhere, everything(elsewhere), { models: ['n'.repeat(64)] });
    const comparison = compareRuns(runOf(plan, everything(plan)), other);
    expect(comparison.rows.map(({ matched }) => matched)).toEqual([
      'settings',
      'settings',
      'settings',
      'settings',
    ]);
    expect(comparison.rows[0]?.notes).toEqual(['other model.reference "tiny" → "other/tiny"']);
    expect(comparisonText(comparison).lines.filter((line) => line.includes('model.reference'))).toEqual([
      'All rows: other model.reference "tiny" → "other/tiny".',
    ]);
    expect(comparisonText(comparison).lines[0]).toBe(
      'Model hash: mmmm → nnnn (changes are the model’s as well).'.replace(/mmmm|nnnn/g, (m) =>
        m[0]!.repeat(64),
      ),
    );
  });
  test('are matched by name last, and it is said', () => {
    const seldom = specs({ seeds: 3, methods: ['lora'], sweep: false, set: { 'train.batchSize': 4 } });
    const often = specs({ seeds: 3, methods: ['lora'], sweep: false, set: { 'train.batchSize': 2 } });
    const [row] = compareRuns(runOf(seldom, everything(seldom)), runOf(often, everything(often))).rows;
    expect(row).toMatchObject({ matched: 'name', configuration: 'defaults' });
    expect(row?.notes).toEqual(['only the names agree, the settings differ: training.batchSize 4 → 2']);
  });
  test('none in common: not comparable', () => {
    const [a, b] = [specs({ methods: ['icl'] }), specs({ methods: ['lora'] })];
    const comparison = compareRuns(runOf(a, everything(a)), runOf(b, everything(b)));
    expect(comparison.verdict).toBe('not comparable');
    expect(comparisonText(comparison).headline).toBe('Not comparable: the runs have no row in common.');
  });
});

describe('answers of the same seeds', () => {
  test('are counted one by one', () => {
    const old = everything(plan);
    expect(comparisonText(compareRuns(runOf(plan, old), runOf(plan, old))).lines).toContain(
      'Answers of the same seeds to the same items, of 4 rows: all are right or wrong as before.',
    );
    const now = old.map((record, i) =>
      i === 1 ? { ...record, accuracy: { ...record.accuracy, test: split(67, 100) } } : record,
    );
    const comparison = compareRuns(runOf(plan, old), runOf(plan, now));
    expect(comparison.rows[2]?.answers).toEqual({ compared: 300, changed: 3 });
    expect(comparisonText(comparison).lines).toContain(
      'Answers of the same seeds to the same items, of 4 rows: changed in 1: toy, lora (rank=4) 3 of 300.',
    );
  });
  test('are none of other seeds or items', () => {
    expect(compareRuns(...pairOfRuns()).rows[0]?.answers).toBeNull();
  });
});
