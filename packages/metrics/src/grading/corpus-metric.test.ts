/** What every metric over a corpus keeps: contributions, and their standard error against the bootstrap's. */
import { describe, expect, it } from 'vitest';
import { type Random, random } from '@adaptbench/core';
import { LABELS, drawnLabels, drawnTexts } from '../__fixtures__/drawn.ts';
import {
  balancedAccuracyDefinition,
  macroF1Definition,
  matthewsDefinition,
} from '../labels/class-metrics.ts';
import { kappaDefinition } from '../labels/ordered-metrics.ts';
import { bleuDefinition } from '../text/bleu.ts';
import { chrfDefinition } from '../text/chrf.ts';
import { type Overlap, microF1Definition } from './overlap.ts';
import { type CorpusDefinition, corpusMetric, sumsOf } from './corpus-metric.ts';

const cases: readonly (readonly [string, CorpusDefinition, ReturnType<typeof drawnTexts>])[] = [
  ['bleu', bleuDefinition('english'), drawnTexts(300, 1)],
  ['bleu of answers that are too short', bleuDefinition('english'), shortened(drawnTexts(300, 2))],
  ['chrf', chrfDefinition, drawnTexts(300, 3)],
  ['macro-f1', macroF1Definition, drawnLabels(400, 4)],
  ['field-micro-f1', microF1Definition({ name: 'x', title: 'x', means: 'x' }, wordsOf), drawnTexts(300, 8)],
  ['balanced-accuracy', balancedAccuracyDefinition, drawnLabels(400, 5)],
  ['matthews', matthewsDefinition, drawnLabels(400, 6)],
  ['quadratic-kappa', kappaDefinition, drawnLabels(400, 7)],
];

/** Words as parts: how many an answer has, a reference has, and both. */
function wordsOf(prediction: string | null, references: readonly string[]): readonly Overlap[] {
  const answer = prediction?.split(' ') ?? [];
  return references.map((reference) => {
    const words = reference.split(' ');
    return {
      answered: answer.length,
      expected: words.length,
      shared: words.filter((word) => answer.includes(word)).length,
    };
  });
}

function shortened(answers: ReturnType<typeof drawnTexts>): ReturnType<typeof drawnTexts> {
  return answers.map((answer) => ({
    ...answer,
    prediction: answer.prediction?.split(' ').slice(0, 6).join(' ') ?? null,
  }));
}

const meanOfAll = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const deviation = (xs: readonly number[]): number => {
  const middle = meanOfAll(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (xs.length - 1));
};
const redrawn = <T>(items: readonly T[], r: Random): T[] => items.map(() => items[r.below(items.length)]!);

describe.each(cases)('%s', (_name, definition, answers) => {
  const { columns, items } = definition.summands(answers, LABELS);
  const sums = sumsOf(columns, items);
  const grades = corpusMetric(definition).grade(answers, LABELS);

  it('has contributions that differ by what the metric loses without an answer', () => {
    const n = answers.length;
    const losses = items.map(
      (_, i) => (n - 1) * (grades.value - definition.value(sumsOf(columns, items.toSpliced(i, 1)))),
    );
    const middle = meanOfAll(losses);
    for (const [i, item] of grades.items.entries())
      expect(item).toBeCloseTo(grades.value + losses[i]! - middle, 9);
  });

  it('has a contribution of each answer, with the value as their mean', () => {
    expect(grades.items).toHaveLength(answers.length);
    expect(grades.value).toBeCloseTo(definition.value(sums), 12);
    expect(meanOfAll(grades.items)).toBeCloseTo(grades.value, 12);
    expect(grades.value).toBeGreaterThan(definition.range[0]);
    expect(grades.value).toBeLessThan(definition.range[1]);
  });

  it('has the standard error of 2,000 bootstrap draws within 10 %', () => {
    const r = random(0, 'bootstrap');
    const draws = Array.from({ length: 2000 }, () => definition.value(sumsOf(columns, redrawn(items, r))));
    const ratio = deviation(grades.items) / Math.sqrt(answers.length) / deviation(draws);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('has its value as the contribution of a single answer', () => {
    const one = corpusMetric(definition).grade(answers.slice(0, 1), LABELS);
    expect(one.items).toEqual([one.value]);
  });

  it('has no value of no answers', () => {
    expect(corpusMetric(definition).grade([], LABELS)).toEqual({ value: NaN, items: [] });
  });
});
