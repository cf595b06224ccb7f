/**
 * Metrics over labels that have an order: steps between the answer and the right label, and Cohen's kappa with quadratic weights (Cohen
 * 1968; scikit-learn's cohen_kappa_score(weights='quadratic')). An answer that could not be read counts as the label that is farthest
 * from the right one.
 */
import { type GradedAnswer, type Metric, defineMetric } from '@adaptbench/core';
import { type CorpusDefinition, corpusMetric } from '../grading/corpus-metric.ts';
import { meanOf } from '../grading/item-metric.ts';
import { goldOf, numbered } from './gold.ts';

/** Places of the right label and of the answer among the labels. */
function places(
  answers: readonly GradedAnswer[],
  labels: readonly string[],
): readonly (readonly [number, number])[] {
  const place = numbered(labels);
  const last = place.size - 1;
  return answers.map((answer) => {
    const gold = place.get(goldOf(answer));
    if (gold === undefined)
      throw new Error(`internal: the right label "${goldOf(answer)}" is none of the task's labels.`);
    const farthest = 2 * gold > last ? 0 : last;
    return [gold, answer.prediction === null ? farthest : (place.get(answer.prediction) ?? farthest)];
  });
}

/** Mean steps between the answer and the right label, of labels in their order. */
export const meanAbsoluteError = (labels: readonly string[]): Metric =>
  defineMetric({
    name: 'mae',
    title: 'Mean absolute error',
    means:
      'Mean steps from the answer to the right label, in the order of the labels; an answer that could not be read is as far away as can be.',
    better: 'less',
    range: [0, Math.max(1, labels.length - 1)],
    binary: false,
    grade: (answers, given) =>
      meanOf(places(answers, given).map(([gold, answer]) => Math.abs(gold - answer))),
  });

/** Columns: n, places of right labels g and answers p, their squares, squared differences. */
const [N, G, P, G2, P2, D2] = [0, 1, 2, 3, 4, 5];

/**
 * κ = 1 − n Σ(g − p)² / (n Σg² + n Σp² − 2 Σg Σp): disagreement over what is expected of independent answers. 0 where nothing is expected
 * (one label, and always that one answered).
 */
export const kappaDefinition: CorpusDefinition = {
  name: 'quadratic-kappa',
  title: 'Quadratic kappa',
  means:
    'Agreement beyond chance with squared steps as weights (Cohen 1968; scikit-learn cohen_kappa_score): 1 perfect, 0 no better than any constant answer.',
  range: [-1, 1],
  summands: (answers, labels) => ({
    columns: 6,
    items: places(answers, labels).map(([g, p]) => [
      [N, 1],
      [G, g],
      [P, p],
      [G2, g * g],
      [P2, p * p],
      [D2, (g - p) ** 2],
    ]),
  }),
  value(sums) {
    const chance = expected(sums);
    return chance === 0 ? 0 : 1 - (sums[N]! * sums[D2]!) / chance;
  },
};

const expected = (sums: Float64Array): number => sums[N]! * (sums[G2]! + sums[P2]!) - 2 * sums[G]! * sums[P]!;

/** Cohen's kappa with quadratic weights. */
export const quadraticKappa: Metric = corpusMetric(kappaDefinition);
