/** What every metric over a corpus keeps: slopes, contributions, and their standard error against the bootstrap's. */
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
import { type CorpusDefinition, corpusMetric, sumsOf } from './corpus-metric.ts';

const cases: readonly (readonly [string, CorpusDefinition, ReturnType<typeof drawnTexts>])[] = [
  ['bleu', bleuDefinition('english'), drawnTexts(300, 1)],
  ['bleu of answers that are too short', bleuDefinition('english'), shortened(drawnTexts(300, 2))],
  ['chrf', chrfDefinition, drawnTexts(300, 3)],
  ['macro-f1', macroF1Definition, drawnLabels(400, 4)],
  ['balanced-accuracy', balancedAccuracyDefinition, drawnLabels(400, 5)],
  ['matthews', matthewsDefinition, drawnLabels(400, 6)],
  ['quadratic-kappa', kappaDefinition, drawnLabels(400, 7)],
];

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

  it('has slopes that agree with finite differences', () => {
    const slopes = definition.slopes(sums);
    for (let column = 0; column < columns; column++) {
      // A class that never occurs has no slope: its sums start at 0, where the metric ends.
      if (sums[column] === 0) continue;
      const step = 1e-6 * sums[column]!;
      const moved = [step, -step].map((by) => definition.value(sums.with(column, sums[column]! + by)));
      expect((moved[0]! - moved[1]!) / (2 * step)).toBeCloseTo(slopes[column]!, 7);
    }
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

  it('has no value of no answers', () => {
    expect(corpusMetric(definition).grade([], LABELS)).toEqual({ value: NaN, items: [] });
  });
});
