/**
 * Differences d of two configurations' scores on the same items, each asked once: Student's t of their mean, with two items added. One is
 * won and one lost by the root mean square of the d that are not 0. Bonett & Price (2012) add them to right and wrong answers, where that
 * is 1. Few items that differ, all one way, are then no proof: four of them have p = 0.1, by flipping signs 0.125.
 *
 * Items in groups: a group's sum takes the place of an item, and two groups of mean size are added; the variance is not taken below that of
 * items which are all draws of their own.
 *
 * Flipping the signs of all d at random has as many false positives (results/statistics), but needs random numbers and gives no interval.
 */
import { average } from './mean.ts';
import { type Groups, groupSums } from './scores.ts';
import { t95, twoSided } from './student.ts';
import type { Interval } from './wilson.ts';

export interface PairedItems extends Interval {
  /** Mean of d, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/** `step`: what the added items differ by, where it is not read from d. */
export function pairedItems(
  d: readonly number[],
  groups: Groups = null,
  step: number | null = null,
): PairedItems {
  const ones = d.map(() => 1);
  const alone = withTwo(d, ones, step);
  const { centre, variance, df } =
    groups === null ? alone : larger(withTwo(groupSums(d, groups), groupSums(ones, groups), step), alone);
  const error = Math.sqrt(variance);
  const half = t95(df) * error;
  return {
    difference: average(d),
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
    p: twoSided(Math.abs(centre) / error, df),
  };
}

interface Estimate {
  readonly centre: number;
  readonly variance: number;
  readonly df: number;
}

const larger = (robust: Estimate, alone: Estimate): Estimate => ({
  ...robust,
  variance: Math.max(robust.variance, alone.variance),
});

/** The ratio of sums and sizes, with two units of mean size added. */
function withTwo(sums: readonly number[], sizes: readonly number[], step: number | null): Estimate {
  const size = average(sizes);
  const other = sums.filter((sum) => sum !== 0);
  const added = step ?? (other.length === 0 ? size : Math.sqrt(average(other.map((sum) => sum ** 2))));
  const count = sums.length + 2;
  const n = size * count;
  const centre = sums.reduce((total, sum) => total + sum, 0) / n;
  const squared =
    sums.reduce((total, sum, i) => total + (sum - sizes[i]! * centre) ** 2, 0) +
    (added - size * centre) ** 2 +
    (added + size * centre) ** 2;
  return { centre, variance: (squared / n ** 2) * (count / (count - 1)), df: count - 1 };
}
