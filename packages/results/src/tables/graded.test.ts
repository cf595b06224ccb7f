/** Runs whose answers are graded, from records to tables, advice and comparison. */
import { describe, expect, test } from 'vitest';
import { comparisonTables } from '../compare/tables.ts';
import { compareRuns } from '../compare/compare.ts';
import { comparisonText } from '../compare/words.ts';
import { noConstraints } from '../recommend/constraints.ts';
import { recommend } from '../recommend/recommend.ts';
import { recommendationText } from '../recommend/words.ts';
import { answers } from '../recommend/answer.ts';
import { toJson } from '../recommend/json.ts';
import type { SplitGrades } from '../record/record.ts';
import { done, gradedSplit, manifestOf, specs, split } from '../testing/index.ts';
import { itemComparisons } from './items.ts';
import { rowsOf } from './rows.ts';
import { type Table, view } from './table.ts';
import { furtherTables, tablesOf } from './tables.ts';

const wave = (n: number, at: number, by: number): number[] =>
  Array.from({ length: n }, (_, i) => at + by * Math.sin(i));
const column = (table: Table, header: string) =>
  table.rows.map((row) => row[table.columns.findIndex((one) => one.header === header)]);
const tableOf = (tables: readonly Table[], name: string) => tables.find((one) => one.name === name)!;

const plan = specs({ sweep: false, seeds: 2 });
const graded = (more: Partial<SplitGrades> = {}, [high, low] = [0.8, 0.4]) =>
  plan.map((spec) => {
    const at = (spec.method === 'lora' ? high : low) + 0.01 * spec.seed;
    const by = (more.range?.[1] ?? 1) / 10;
    return done(spec, gradedSplit(wave(40, at, by), more), gradedSplit(wave(100, at, by), more));
  });

describe('a graded run', () => {
  const records = graded();
  const { rows, tables } = tablesOf(plan, records);
  test('is shown under the name of its metric, in percent, with an interval', () => {
    const accuracy = tableOf(tables, 'accuracy');
    expect(accuracy.title).toBe('ROUGE-L');
    expect(accuracy.columns.map(({ header }) => header)).toContain('test ROUGE-L (%)');
    expect(column(accuracy, 'test ROUGE-L (%)').map((cell) => Math.round(Number(cell)))).toEqual([41, 81]);
    expect(accuracy.legend[0]).toBe('ROUGE-L: longest common subsequence, F1.');
    expect(rows[1]!.test!.low).toBeGreaterThan(0.75);
    expect(rows[1]!.chosen).toBe(true);
  });
  test('is compared on its grades, not on what is right', () => {
    const pairs = tableOf(tables, 'pairs');
    expect(pairs.title).toBe('Differences in test ROUGE-L');
    expect(column(pairs, 'apart')).toEqual(['yes']);
    expect(column(pairs, 'method')).toEqual(['lora']);
  });
  test('is advised on in its own words', () => {
    expect(answers(rows)[0]).toMatch(
      /^Use lora \(defaults\): ROUGE-L 80\.\d % on 100 test items \(95 % interval .*, 2 seeds\); on validation better than icl beyond chance\.$/,
    );
    const [found] = recommend(rows, { ...noConstraints, minAccuracy: 0.6 });
    const text = recommendationText(found!, { ...noConstraints, minAccuracy: 0.6 }, false).join('\n');
    expect(text).toContain('--min-accuracy: it has ROUGE-L 40.8 % on validation');
    expect(toJson('run', noConstraints, [found!])).toMatchObject({
      tasks: [{ survivors: [{ metric: { name: 'rouge-l' }, test: { n: 100 } }] }],
    });
  });
  test('shows the items on which one is better, the furthest apart first', () => {
    const lines = (at: number) =>
      Array.from({ length: 100 }, (_, i) => ({
        split: 'test' as const,
        id: `${i}`,
        prediction: `${at}`,
        correct: false,
      }));
    const [comparison] = itemComparisons(rows, () => lines(1));
    expect(comparison).toMatchObject({ graded: true, both: null, onlyFirst: 100, onlySecond: 0, level: 0 });
    const apart = comparison!.differing!.map(({ scores }) => scores![0] - scores![1]);
    expect(apart).toEqual(apart.toSorted((a, b) => b - a));
  });
  test('against an earlier run is judged on its grades', () => {
    const run = (all: typeof records) => ({ dir: 'x', manifest: manifestOf(plan), records: all }) as never;
    const found = compareRuns(run(records), run(graded({}, [0.5, 0.4])));
    const { lines } = comparisonText(found);
    expect(lines.join('\n')).toContain('test ROUGE-L fell from 80.5 to 50.5 %, −30.0 points');
    expect(comparisonTables(found, 'all')[0]!.title).toBe('Test ROUGE-L');
  });
});

test('where less is better the smaller error wins, and is shown as an error', () => {
  const error = { name: 'mae', title: 'mean absolute error', better: 'less', range: [0, 4] } as const;
  const { rows, tables } = tablesOf(plan, graded(error, [2.5, 1]));
  const accuracy = tableOf(tables, 'accuracy');
  expect(accuracy.title).toBe('Mean absolute error');
  const [icl, lora] = column(accuracy, 'test mean absolute error');
  expect([Number(icl).toFixed(1), Number(lora).toFixed(1)]).toEqual(['1.0', '2.5']);
  expect(Number(column(accuracy, '95 % low')[0])).toBeLessThan(Number(column(accuracy, '95 % high')[0]));
  expect(answers(rows)[0]).toMatch(/^Use icl \(defaults\): mean absolute error 1\.0\d\d on 100 test items/);
  expect(Number(column(accuracy, 'difference to the best')[1])).toBeGreaterThan(1);
});

test('tasks with other metrics share a table in which each row names its own', () => {
  const two = specs({ sweep: false, task: ['toy', 'other'], methods: ['icl'] });
  const records = two.map((spec) =>
    spec.task['name'] === 'toy'
      ? done(spec)
      : done(spec, gradedSplit(wave(40, 0.5, 0.1)), gradedSplit(wave(100, 0.5, 0.1))),
  );
  const { rows, tables } = tablesOf(two, records);
  const accuracy = tableOf(tables, 'accuracy');
  expect(column(accuracy, 'metric')).toEqual(['accuracy (%)', 'ROUGE-L (%)']);
  expect(accuracy.title).toBe('Score');
  expect(column(accuracy, 'test score (%)').map((cell) => Math.round(Number(cell)))).toEqual([70, 50]);
  expect(answers(rows)).toHaveLength(2);
});

test('other metrics and the form of answers have a table of their own; runs without them have none', () => {
  const others: SplitGrades[] = [
    {
      ...gradedSplit(wave(100, 30, 5)).grades![0]!,
      name: 'bleu',
      title: 'BLEU',
      means: 'n-grams.',
      range: [0, 100],
    },
  ];
  const records = plan.map((spec) =>
    done(spec, gradedSplit(wave(40, 0.5, 0.1)), {
      ...gradedSplit(wave(100, 0.5, 0.1), { others }),
      shape: { characters: 31.5, empty: 0.04, cutOff: 0.1 },
    }),
  );
  const metrics = tableOf(tablesOf(plan, records).tables, 'metrics');
  expect(column(metrics, 'BLEU').map((cell) => Math.round(Number(cell)))).toEqual([30, 30]);
  expect(Number(column(metrics, 'BLEU 95 % low')[0])).toBeLessThan(30);
  expect(column(metrics, 'answer length (characters)')).toEqual([31.5, 31.5]);
  expect(column(metrics, 'empty (%)')).toEqual([4, 4]);
  expect(column(metrics, 'cut off (%)')).toEqual([10, 10]);
  expect(view(metrics, 'screen').columns.map(({ header }) => header)).toContain('BLEU 95 % interval');
  const plain = tablesOf(
    plan,
    plan.map((spec) => done(spec)),
  );
  expect(plain.tables.map(({ name }) => name)).not.toContain('metrics');
});

test('curves and trade-offs are of the metric', () => {
  const swept = specs({ seeds: 2 });
  const records = swept.map((spec) =>
    done(spec, gradedSplit(wave(40, 0.5, 0.1)), gradedSplit(wave(100, 0.5, 0.1))),
  );
  const further = furtherTables(rowsOf(swept, records), {});
  for (const name of ['curves', 'pareto'])
    expect(tableOf(further, name).columns.map(({ header }) => header)).toContain('test ROUGE-L (%)');
});

test('items in groups widen intervals', () => {
  const groups = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));
  const scores = groups.map((group) => (group % 2 === 0 ? 0.9 : 0.2));
  const one = specs({ sweep: false, methods: ['icl'] });
  const width = (more: object): number => {
    const { low, high } = rowsOf(one, [done(one[0]!, split(30, 40), { ...gradedSplit(scores), ...more })])[0]!
      .test!;
    return high - low;
  };
  expect(width({ groups })).toBeGreaterThan(2 * width({}));
});
