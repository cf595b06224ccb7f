import { describe, expect, it } from 'vitest';
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { answerOf, golden } from '../__fixtures__/golden.ts';
import { accuracy, balancedAccuracy, macroF1, matthews } from './class-metrics.ts';
import { classTable, labelPairs, majorityValue } from './class-table.ts';
import { meanAbsoluteError, quadraticKappa } from './ordered-metrics.ts';

const valueOf = (metric: Metric, answers: readonly GradedAnswer[], labels: readonly string[]): number =>
  metric.grade(answers, labels).value;

describe.each(golden.labels.map((one, i) => ({ ...one, i })))('labels of case $i', (one) => {
  const { labels } = one;
  const answers = one.answers.map((prediction, i) => answerOf(prediction, one.gold[i]!));

  it.each([accuracy, macroF1, balancedAccuracy, matthews, meanAbsoluteError(labels), quadraticKappa])(
    'have the $name of scikit-learn (packages/testing/golden/metrics.py)',
    (metric) => {
      expect(valueOf(metric, answers, labels)).toBeCloseTo(one[metric.name as 'accuracy'], 12);
    },
  );

  it('have the classes of scikit-learn', () => {
    const { classes, confusion } = classTable(labelPairs(answers), labels);
    expect(classes.map(({ label }) => label)).toEqual(labels);
    for (const [k, row] of classes.entries())
      expect([row.precision, row.recall, row.f1, row.support]).toEqual([
        expect.closeTo(one.precision[k]!, 12),
        expect.closeTo(one.recall[k]!, 12),
        expect.closeTo(one.f1[k]!, 12),
        one.support[k],
      ]);
    expect(confusion.reduce((sum, { count }) => sum + count, 0)).toBe(answers.length);
  });
});

describe('metrics of labels', () => {
  const labels = ['a', 'b', 'c'];

  it('take any of several right labels', () => {
    const answers = [answerOf('b', 'a', 'b'), answerOf('c', 'a', 'b'), answerOf('a', 'a')];
    expect(valueOf(accuracy, answers, labels)).toBeCloseTo(2 / 3);
    expect(labelPairs(answers).map(({ gold }) => gold)).toEqual(['b', 'a', 'a']);
  });

  it('do not count classes without items', () => {
    expect(valueOf(macroF1, [answerOf('a', 'a'), answerOf('b', 'b')], labels)).toBe(1);
  });

  it('count an unreadable answer as wrong, and as far away as can be', () => {
    const answers = [answerOf(null, 'a'), answerOf(null, 'b'), answerOf('c', 'c')];
    expect(meanAbsoluteError(labels).grade(answers, labels).items).toEqual([2, 1, 0]);
    expect(accuracy.grade(answers, labels).items).toEqual([0, 0, 1]);
    expect(valueOf(macroF1, answers, labels)).toBeCloseTo(1 / 3);
  });

  it('say 0 of constant answers where chance is what they measure', () => {
    const answers = labels.map((label) => answerOf('a', label));
    expect(valueOf(matthews, answers, labels)).toBe(0);
    expect(valueOf(quadraticKappa, answers, labels)).toBeCloseTo(0, 12);
    const one = [answerOf('a', 'a'), answerOf('a', 'a')];
    expect(quadraticKappa.grade(one, labels)).toEqual({ value: 0, items: [0, 0] });
  });

  it('have a value of no answers that is no number', () => {
    for (const metric of [accuracy, meanAbsoluteError(labels)])
      expect(metric.grade([], labels)).toEqual({ value: NaN, items: [] });
  });
});

describe('a table of classes', () => {
  it('tells what was taken for what, and what the commonest class gives', () => {
    const answers = [
      answerOf('a', 'a'),
      answerOf('b', 'a'),
      answerOf(null, 'b'),
      answerOf('elsewhere', 'b'),
      answerOf('a', 'a'),
    ];
    const table = classTable(labelPairs(answers), ['b', 'a']);
    expect(table.confusion).toEqual([
      { gold: 'b', prediction: null, count: 2 },
      { gold: 'a', prediction: 'b', count: 1 },
      { gold: 'a', prediction: 'a', count: 2 },
    ]);
    expect(table.majority).toEqual({ label: 'a', share: 0.6 });
    expect(majorityValue(accuracy, answers, ['b', 'a'])).toBeCloseTo(0.6);
    // F1 of a is 2 · 3 / (5 + 3), of b 0.
    expect(majorityValue(macroF1, answers, ['b', 'a'])).toBeCloseTo(0.375);
  });

  it('is empty of nothing', () => {
    expect(classTable([], [])).toEqual({ classes: [], confusion: [], majority: null });
    expect(majorityValue(accuracy, [], [])).toBeNaN();
  });

  it('is linear in the number of classes', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `label ${i}`);
    const table = classTable(
      many.map((gold, i) => ({ gold, prediction: many[i + 1] ?? null })),
      many,
    );
    expect(table.confusion).toHaveLength(100_000);
  });
});
