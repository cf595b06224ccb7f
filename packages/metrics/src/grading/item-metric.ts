/** Metrics that are a mean over items: each answer has a grade of its own. */
import { type GradedAnswer, type Grades, type Metric, defineMetric } from '@adaptbench/core';

/** What a metric says of itself where more is better, from 0 to 1. */
export type About = Pick<Metric, 'name' | 'title' | 'means'>;

/** The mean of items' grades; NaN of none. */
export const meanOf = (items: readonly number[]): Grades => ({
  value: items.reduce((sum, grade) => sum + grade, 0) / items.length,
  items,
});

/** A metric from 0 to 1; an answer that could not be read has 0. */
export const itemMetric = (
  about: About & Pick<Metric, 'binary'>,
  gradeOf: (prediction: string, references: GradedAnswer['references']) => number,
): Metric =>
  defineMetric({
    ...about,
    better: 'more',
    range: [0, 1],
    grade: (answers) =>
      meanOf(
        answers.map(({ prediction, references }) =>
          prediction === null ? 0 : gradeOf(prediction, references),
        ),
      ),
  });

/** The greatest of a grade's values over references. */
export const bestOver = (references: readonly string[], gradeOf: (reference: string) => number): number =>
  references.reduce((best, reference) => Math.max(best, gradeOf(reference)), 0);
