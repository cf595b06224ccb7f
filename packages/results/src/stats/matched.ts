/**
 * The same configuration run twice with the same seeds, where a seed fixes every draw (exemplars, their order, samples) and nothing
 * is trained: each answer has a partner with the same item and the same draws, and seeds are no source of noise. With dᵢ the
 * difference of an item's shares right over the seeds: Student's t of the mean of d, two items added, one won and one lost (Bonett &
 * Price 2012). It speaks of these draws alone. One seed: McNemar's exact test.
 *
 * What is trained must not be compared so: rounding elsewhere sends training another way, as another seed would.
 */
import { mcnemar } from './mcnemar.ts';
import { t95, twoSided } from './student.ts';
import { squares, twoWay } from './two-way.ts';
import type { Interval } from './wilson.ts';

export interface Matched extends Interval {
  /** Mean accuracy of the first − that of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/** Each a string a seed, the same seeds in the same order, one digit an item, the same items; one seed and item at least. */
export function matched(first: readonly string[], second: readonly string[]): Matched {
  if (first.length === 1) {
    const { difference, low, high, p } = mcnemar(first[0]!, second[0]!);
    return { difference, low, high, p };
  }
  const [a, b] = [twoWay(first), twoWay(second)];
  const d = a.ease.map((share, i) => share - b.ease[i]!);
  const m = d.length + 2;
  const centre = d.reduce((sum, x) => sum + x, 0) / m;
  // The added items differ by as much as an item of one seed can.
  const step = 1 / first.length;
  const variance = (squares(d, centre) + (step - centre) ** 2 + (step + centre) ** 2) / (m - 1);
  const error = Math.sqrt(variance / m);
  const half = t95(m - 1) * error;
  return {
    difference: a.mean - b.mean,
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
    p: twoSided(Math.abs(centre) / error, m - 1),
  };
}
