import { describe, expect, test } from 'vitest';
import { answers } from '../recommend/answer.ts';
import { noConstraints } from '../recommend/constraints.ts';
import { recommend } from '../recommend/recommend.ts';
import { recommendationText } from '../recommend/words.ts';
import type { ItemLine } from '../run/items.ts';
import { done, gradedSplit, specs } from '../testing/index.ts';
import { classesOf, classesTable, confusionMatrix, confusionsTable } from './classes.ts';
import { itemComparisons } from './items.ts';
import { rowsOf } from './rows.ts';
import { type Table, view } from './table.ts';
import { tablesOf } from './tables.ts';

const plan = specs({ sweep: false, methods: ['icl'] });
const digits = (right: number, n: number) => Array.from({ length: n }, (_, i) => (i < right ? 1 : 0));
/** 95 of 100 items are of one class. */
const recordsWith = (right: number, majority = 0.95) => {
  const test = gradedSplit(digits(right, 100), {
    name: 'accuracy',
    title: 'accuracy',
    binary: true,
    majority,
  });
  return plan.map((spec) => done(spec, gradedSplit(digits(30, 40)), test));
};
const line = (gold: string, prediction: string | null, i: number): ItemLine => ({
  split: 'test',
  id: `${i}`,
  answer: gold,
  prediction,
  correct: gold === prediction,
});
const said: readonly (readonly [string, string | null])[] = [
  ['often', 'often'],
  ['often', 'often'],
  ['often', 'rare'],
  ['rare', 'often'],
  ['rare', 'rare'],
  ['rare', null],
  ['often', 'odd'],
];
const lines = said.map(([gold, prediction], i) => line(gold, prediction, i));
const rows = rowsOf(plan, recordsWith(90));
const cells = (table: Table) => {
  const { columns, rows: all } = view(table, 'screen');
  return [columns.map(({ header }) => header), ...all];
};

describe('label tasks class by class', () => {
  const [found] = classesOf(rows, () => lines);
  test('have precision, recall, F1 and support, the commonest class first', () => {
    expect(cells(classesTable([found!]))).toEqual([
      ['label', 'items', 'answered', 'precision (%)', 'recall (%)', 'F1 (%)'],
      ['often', 4, 3, 100 * (2 / 3), 50, 100 * (4 / 7)],
      ['rare', 3, 2, 50, 100 * (1 / 3), 40],
      ['odd', 0, 1, 0, 0, 0],
    ]);
    expect(found).toMatchObject({ labels: 3, items: 7, right: 3 / 7, majority: { label: 'often' } });
  });
  test('have a whole table of what was answered as what', () => {
    expect(cells(confusionMatrix(found!))).toEqual([
      ['right label', 'as often', 'as rare', 'as odd', 'nothing readable'],
      ['often', 2, 1, 1, 0],
      ['rare', 1, 1, 0, 1],
    ]);
  });
  test('or a list of confusions', () => {
    expect(cells(confusionsTable([found!], 'wrong'))).toHaveLength(5);
    expect(cells(confusionsTable([found!]))[1]).toEqual(['often', 'often', 2]);
  });
  test('are not there for answers in words, without items, or without grades', () => {
    expect(classesOf(rows, () => lines.map((one) => ({ ...one, output: 'x' })))).toEqual([]);
    expect(classesOf(rows, () => null)).toEqual([]);
    const old = rowsOf(
      plan,
      plan.map((spec) => done(spec)),
    );
    expect(classesOf(old, () => lines)).toEqual([]);
  });
});

test('label tasks are compared item by item on what is right, whatever they are judged by', () => {
  const two = specs({ sweep: false });
  const items = Array.from({ length: 10 }, (_, i) => i / 10);
  const right = (digits: string) => ({
    ...gradedSplit(items, { majority: 0.2 }),
    correct: digits.split('1').length - 1,
    outcomes: digits,
  });
  const records = two.map((spec) =>
    done(spec, gradedSplit(items), right(spec.method === 'lora' ? '1111100000' : '1111000011')),
  );
  const [comparison] = itemComparisons(rowsOf(two, records), () => null);
  const counts = [comparison!.both, comparison!.onlyFirst, comparison!.onlySecond, comparison!.neither];
  expect(comparison!.graded).toBe(false);
  expect(counts.toSorted((x, y) => (x ?? 0) - (y ?? 0))).toEqual([1, 2, 3, 4]);
});

describe('a configuration is held against one label for everything', () => {
  const above = (right: number) => rowsOf(plan, recordsWith(right))[0]!.majority;
  test('and is above it only beyond chance', () => {
    expect(above(94)).toEqual({ score: 0.95, above: false });
    expect(above(97)).toEqual({ score: 0.95, above: false });
    expect(above(99)).toEqual({ score: 0.95, above: true });
  });
  test('which tables and answers say', () => {
    const { tables } = tablesOf(plan, recordsWith(94));
    const [header, row] = cells(tables[0]!);
    expect(header!.slice(-3)).toEqual(['trials', 'commonest label (%)', 'above it']);
    expect(row!.slice(-2)).toEqual([95, 'NO']);
    expect(answers(rowsOf(plan, recordsWith(94)))[0]).toMatch(
      /^No method is shown to be worth it on these data: \w+ \(defaults\) stands first with 94\.0 % .*, which is not shown to be above always answering the commonest label \(95\.0 %\); more test items, above all of the rarer labels, or more seeds would tell; /,
    );
    expect(answers(rowsOf(plan, recordsWith(99)))[0]).toMatch(/^Use /);
  });
  test('and recommendations say in the same words, before all else', () => {
    const said = (right: number) => {
      const found = rowsOf(plan, recordsWith(right));
      const [line] = recommendationText(recommend(found, noConstraints)[0]!, noConstraints, false);
      return { line, answer: answers(found)[0]! };
    };
    const { line, answer } = said(94);
    expect(line).toMatch(/^No method is shown to be worth it on these data: /);
    expect(answer.startsWith(line!.replace(/\.$/, '; '))).toBe(true);
    expect(said(99).line).toMatch(/^Use /);
  });
  test('where the record knows it', () => {
    expect(rows[0]!.majority).not.toBeNull();
    expect(
      rowsOf(
        plan,
        plan.map((spec) => done(spec)),
      )[0]!.majority,
    ).toBeNull();
  });
});
