/**
 * What a split is judged by: the metric that its grades have first, or the share of right answers where it has none. Everything that
 * compares, chooses or shows scores asks here. Statistics take scores on a unit scale: 0 is the metric's worst value and 1 its best.
 */
import type { SplitGrades, SplitOutcome } from '../record/record.ts';
import { average } from '../stats/mean.ts';
import type { Scores } from '../stats/scores.ts';

/** A metric as far as statistics and tables need it. */
export type JudgedBy = Pick<SplitGrades, 'name' | 'title' | 'better' | 'range' | 'binary'>;

/** Of runs and tasks in which an answer is right or wrong and nothing else is known. */
export const accuracy: JudgedBy = {
  name: 'accuracy',
  title: 'accuracy',
  better: 'more',
  range: [0, 1],
  binary: true,
};

/** A split in the terms of a metric. */
export interface Judged {
  readonly metric: JudgedBy;
  /** On the unit scale: a digit per item, or a number; null where only the counts are known. */
  readonly scores: Scores | null;
  /** Their mean on the unit scale; NaN of no items. */
  readonly mean: number;
}

type Graded = Pick<SplitOutcome, 'n' | 'correct' | 'outcomes' | 'grades'>;

/** By the metric that configurations are chosen by. */
export function judged(split: Graded): Judged {
  const [first] = split.grades ?? [];
  return first === undefined ? rightOrWrong(split) : gradedBy(first);
}

/** The metric alone, for which no score is read. */
export const metricOf = ({ grades: [first] = [] }: Pick<SplitOutcome, 'grades'>): JudgedBy =>
  first === undefined ? accuracy : plain(first);

/** Of accuracy its own literal, so that graded runs and those before are shown alike. */
function plain({ name, title, better, range, binary }: SplitGrades): JudgedBy {
  return name === accuracy.name ? accuracy : { name, title, better, range, binary };
}

/** A list of numbers that belong to a record, or to nothing else: they are read again and again. */
const judgedGrades = new WeakMap<SplitGrades, Judged>();

/** One of a split's grades. */
export function gradedBy(grades: SplitGrades): Judged {
  const before = judgedGrades.get(grades);
  if (before !== undefined) return before;
  const { binary, items } = grades;
  const metric = plain(grades);
  const unit = items.map((value) => toUnit(metric, value));
  // Right and wrong keep the tests that are exact for them.
  const scores = binary && unit.every((v) => v === 0 || v === 1) ? unit.join('') : unit;
  const found = { metric, scores, mean: average(unit) };
  judgedGrades.set(grades, found);
  return found;
}

const rightOrWrong = ({ n, correct, outcomes }: Graded): Judged => ({
  metric: accuracy,
  scores: outcomes,
  mean: n === 0 ? NaN : correct / n,
});

/** From the metric's own unit. */
export function toUnit({ better, range: [low, high] }: JudgedBy, value: number): number {
  const share = (value - low) / (high - low || 1);
  return better === 'more' ? share : 1 - share;
}
