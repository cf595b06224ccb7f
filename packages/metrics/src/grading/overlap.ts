/**
 * Precision, recall and F1 of parts: fields of an object, slots, labels of a set. A metric counts the parts of the answer, those of a
 * reference and those in both; the reference with the best F1 counts.
 */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { type CorpusDefinition, corpusMetric } from './corpus-metric.ts';
import { type About, itemMetric } from './item-metric.ts';

/** Parts of an answer, of a reference, of both. */
export interface Overlap {
  readonly answered: number;
  readonly expected: number;
  readonly shared: number;
}

/** Parts of an answer beside those of each reference; of null, none. */
export type OverlapOf = (
  prediction: string | null,
  references: GradedAnswer['references'],
) => readonly Overlap[];

/** 1 where there is nothing to answer and nothing was answered. */
const f1 = ({ answered, expected, shared }: Overlap): number =>
  answered + expected === 0 ? 1 : (2 * shared) / (answered + expected);

const precision = ({ answered, expected, shared }: Overlap): number =>
  answered === 0 ? (expected === 0 ? 1 : 0) : shared / answered;

const recall = ({ answered, expected, shared }: Overlap): number =>
  expected === 0 ? (answered === 0 ? 1 : 0) : shared / expected;

/** The one with the best F1, the first of equals. */
const best = (overlaps: readonly Overlap[]): Overlap =>
  overlaps.reduce((found, overlap) => (f1(overlap) > f1(found) ? overlap : found));

/** A mean over items of one of the three. */
const meanOfPart = (about: About, overlapOf: OverlapOf, part: (overlap: Overlap) => number): Metric =>
  itemMetric({ ...about, binary: false }, (prediction, references) =>
    part(best(overlapOf(prediction, references))),
  );

/** Mean over items of 2 shared / (answered + expected). */
export const meanF1 = (about: About, overlapOf: OverlapOf): Metric => meanOfPart(about, overlapOf, f1);
/** Mean over items of shared / answered. */
export const meanPrecision = (about: About, overlapOf: OverlapOf): Metric =>
  meanOfPart(about, overlapOf, precision);
/** Mean over items of shared / expected. */
export const meanRecall = (about: About, overlapOf: OverlapOf): Metric =>
  meanOfPart(about, overlapOf, recall);

/** F1 of all items' parts together: 2 Σ shared / (Σ answered + Σ expected). */
export const microF1Definition = (about: About, overlapOf: OverlapOf): CorpusDefinition => ({
  ...about,
  range: [0, 1],
  summands: (answers) => ({
    columns: 3,
    items: answers.map(({ prediction, references }) => {
      const { shared, answered, expected } = best(overlapOf(prediction, references));
      return [
        [0, shared],
        [1, answered],
        [2, expected],
      ];
    }),
  }),
  value: ([shared = 0, answered = 0, expected = 0]) => f1({ shared, answered, expected }),
});

/** The metric of that definition. */
export const microF1 = (about: About, overlapOf: OverlapOf): Metric =>
  corpusMetric(microF1Definition(about, overlapOf));
