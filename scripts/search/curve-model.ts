/**
 * A small Bayesian model of curves: how good a training will be, from its answers and losses at a look, each as it stands among the
 * sweep's. The weights are learned at that look from trainings of other tasks that were run to their end, towards a prior of nothing.
 */
import { type Score, lowLoss, recentredAccuracy } from '@adaptbench/harness';

/** Of one configuration at a look, and how it ended. */
export interface Lesson {
  readonly share: number;
  /** Standardised within its task and look. */
  readonly answers: number;
  readonly loss: number;
  readonly end: number;
}

/** Precision of the prior, in observations: a weight is drawn to 0 as by so many. */
const PRIOR = 5;

/** The posterior mean of the end, by lessons of the same share of the steps. */
export const foretold =
  (lessons: readonly Lesson[]): Score =>
  (field) => {
    const share = field[0]?.at(-1)?.share ?? 0;
    const own = lessons.filter((lesson) => lesson.share === share);
    const sum = (of: (lesson: Lesson) => number): number => own.reduce((all, one) => all + of(one), 0);
    const [aa, ll, al] = [
      sum((x) => x.answers ** 2) + PRIOR,
      sum((x) => x.loss ** 2) + PRIOR,
      sum((x) => x.answers * x.loss),
    ];
    const [ae, le] = [sum((x) => x.answers * x.end), sum((x) => x.loss * x.end)];
    const det = aa * ll - al * al;
    const [wa, wl] = [(ae * ll - le * al) / det, (le * aa - ae * al) / det];
    const [answers, losses] = [standard(recentredAccuracy(field)), standard(lowLoss(field))];
    return field.map((_, i) => wa * answers[i]! + wl * losses[i]!);
  };

/** With mean 0 and standard deviation 1; all 0 where they are all the same. */
export function standard(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return values.map((value) => (sd === 0 ? 0 : (value - mean) / sd));
}
