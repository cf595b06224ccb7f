/** Metrics of answers that are several labels, as `set-text.ts` writes and reads them. */
import type { Metric } from '@adaptbench/core';
import { normalised } from '../fields/leaves.ts';
import { itemMetric } from '../grading/item-metric.ts';
import { type OverlapOf, meanF1, meanPrecision, meanRecall, microF1 } from '../grading/overlap.ts';
import { readSet } from './set-text.ts';

const labelsIn = (text: string): ReadonlySet<string> => new Set(readSet(text).map(normalised));

const setsOf: OverlapOf = (prediction, references) => {
  const answer = prediction === null ? new Set<string>() : labelsIn(prediction);
  return references.map((reference) => {
    const expected = labelsIn(reference);
    const shared = [...answer].filter((label) => expected.has(label)).length;
    return { answered: answer.size, expected: expected.size, shared };
  });
};

const ALIKE = 'case and white space apart';

/** Set F1 first. */
export const setMetrics: readonly [Metric, ...Metric[]] = [
  meanF1(
    {
      name: 'set-f1',
      title: 'Set F1',
      means: `F1 of the answered labels with the right ones, a mean over items; 1 where both are none (${ALIKE}).`,
    },
    setsOf,
  ),
  meanPrecision(
    {
      name: 'set-precision',
      title: 'Set precision',
      means: `Share of the answered labels that are right, a mean over items (${ALIKE}).`,
    },
    setsOf,
  ),
  meanRecall(
    {
      name: 'set-recall',
      title: 'Set recall',
      means: `Share of the right labels that were answered, a mean over items (${ALIKE}).`,
    },
    setsOf,
  ),
  microF1(
    { name: 'set-micro-f1', title: 'Micro-F1', means: `F1 of the labels of all items together (${ALIKE}).` },
    setsOf,
  ),
  itemMetric(
    {
      name: 'set-exact',
      title: 'Exact set',
      means: `Share of answers that have all right labels and no other (${ALIKE}).`,
      binary: true,
    },
    (prediction, references) =>
      setsOf(prediction, references).some(
        ({ answered, expected, shared }) => answered === shared && expected === shared,
      )
        ? 1
        : 0,
  ),
];
