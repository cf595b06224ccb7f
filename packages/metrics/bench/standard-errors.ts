/**
 * Whether contributions have the standard error that a metric has: each world is drawn 400 times, and the deviation of the values is the
 * true standard error. Beside it stand the mean of those of the contributions and of a bootstrap (500 draws, in 20 of the worlds). Last
 * comes how often the value ± 1.96 contains the mean of all values. Run: `node --import tsx packages/metrics/bench/standard-errors.ts`.
 */
import { type GradedAnswer, type Random, random } from '@adaptbench/core';
import { LABELS, drawnLabels, drawnTexts } from '../src/__fixtures__/drawn.ts';
import { type CorpusDefinition, corpusMetric, sumsOf } from '../src/grading/corpus-metric.ts';
import {
  balancedAccuracyDefinition,
  macroF1Definition,
  matthewsDefinition,
} from '../src/labels/class-metrics.ts';
import { kappaDefinition } from '../src/labels/ordered-metrics.ts';
import { bleuDefinition } from '../src/text/bleu.ts';
import { chrfDefinition } from '../src/text/chrf.ts';

const WORLDS = 400;
const BOOTSTRAPPED = 20;
const DRAWS = 500;

/** Of so many classes alike, each with an accuracy of its own from 0.4 to 1, wrong answers going to five others. */
const manyClasses =
  (classes: number) =>
  (n: number, seed: number): readonly GradedAnswer[] => {
    const r = random(seed, 'many');
    return Array.from({ length: n }, () => {
      const gold = r.below(classes);
      const right = r.uniform() < 0.4 + (0.6 * ((gold * 7919) % classes)) / classes;
      return answer(right ? gold : (gold + 1 + r.below(5)) % classes, gold);
    });
  };

/** One item in twenty is of the rare class; answers are right at this rate. */
const rareClass =
  (accuracy: number) =>
  (n: number, seed: number): readonly GradedAnswer[] => {
    const r = random(seed, 'rare');
    return Array.from({ length: n }, () => {
      const gold = flip(r, 0.05);
      return answer(flip(r, accuracy) === 1 ? gold : 1 - gold, gold);
    });
  };

const flip = (r: Random, chance: number): 0 | 1 => (r.uniform() < chance ? 1 : 0);
const answer = (prediction: number, gold: number): GradedAnswer => ({
  prediction: `class ${prediction}`,
  references: [`class ${gold}`],
});

type World = readonly [
  what: string,
  CorpusDefinition,
  (n: number, seed: number) => readonly GradedAnswer[],
  n: number,
];
const worlds: readonly World[] = [
  ['five ordered labels', macroF1Definition, drawnLabels, 60],
  ['five ordered labels', macroF1Definition, drawnLabels, 200],
  ['20 classes', macroF1Definition, manyClasses(20), 200],
  ['77 classes', macroF1Definition, manyClasses(77), 200],
  ['77 classes', macroF1Definition, manyClasses(77), 600],
  ['77 classes', macroF1Definition, manyClasses(77), 3000],
  ['95 / 5, 80 % right', macroF1Definition, rareClass(0.8), 200],
  ['95 / 5, 80 % right', balancedAccuracyDefinition, rareClass(0.8), 200],
  ['77 classes', balancedAccuracyDefinition, manyClasses(77), 200],
  ['77 classes', matthewsDefinition, manyClasses(77), 200],
  ['five ordered labels', kappaDefinition, drawnLabels, 50],
  ['five ordered labels', kappaDefinition, drawnLabels, 200],
  ['sentences', bleuDefinition('english'), drawnTexts, 50],
  ['sentences', bleuDefinition('english'), drawnTexts, 200],
  ['sentences', chrfDefinition, drawnTexts, 50],
  ['sentences', chrfDefinition, drawnTexts, 200],
];

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
function deviation(xs: readonly number[]): number {
  const middle = mean(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (xs.length - 1));
}

function bootstrap(definition: CorpusDefinition, answers: readonly GradedAnswer[], r: Random): number {
  const { columns, items } = definition.summands(answers, LABELS);
  const draw = () => items.map(() => items[r.below(items.length)]!);
  return deviation(Array.from({ length: DRAWS }, () => definition.value(sumsOf(columns, draw()))));
}

console.log('| metric | world | items | value | true SE | contributions | bootstrap | ± 1.96 contains |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [what, definition, drawn, n] of worlds) {
  const runs = Array.from({ length: WORLDS }, (_, seed) => {
    const answers = drawn(n, seed);
    const { value, items } = corpusMetric(definition).grade(answers, LABELS);
    const resampled = seed < BOOTSTRAPPED ? [bootstrap(definition, answers, random(seed, 'draws'))] : [];
    return { value, error: deviation(items) / Math.sqrt(n), resampled };
  });
  const values = runs.map(({ value }) => value);
  const centre = mean(values);
  const held = runs.filter(({ value, error }) => Math.abs(value - centre) <= 1.96 * error).length;
  const errors = [
    deviation(values),
    mean(runs.map(({ error }) => error)),
    mean(runs.flatMap(({ resampled }) => resampled)),
  ].map((error) => error.toFixed(4));
  console.log(
    `| ${[definition.name, what, n, centre.toFixed(3), ...errors, `${((100 * held) / WORLDS).toFixed(1)} %`].join(' | ')} |`,
  );
}
