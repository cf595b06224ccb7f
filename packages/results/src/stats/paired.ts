/**
 * Two configurations that were asked the same items, each with one or more seeds: the difference of their mean accuracies.
 *
 * Items are paired: with dᵢ the difference of an item's shares right, the items' part of the variance is that of the mean of d.
 * Seeds are not paired (the seed 0 of two methods has at most its training items in common): each configuration has its own part,
 * MS_seeds / nk, or, where its kind is known, what `spread.ts` makes of it. What an item does in one seed alone is in both and is subtracted once from the items' part, as in
 * `over-seeds.ts`. Student's t with the degrees of freedom of `degrees.ts` gives interval and p; they agree: p < 0.05 where the
 * interval leaves out 0. Of one seed nothing is known about seeds: its part is 0, and the claim is about this very seed.
 *
 * The variance is not taken below a tenth of what the items' luck in single seeds alone makes it: with few items, seeds may by
 * chance have the same accuracies, and then nothing would be left.
 *
 * Simulated coverage and false positives: results/statistics.
 *
 * Where neither has seeds that differ, every item was in effect asked once, and the test is McNemar's (exact). A bootstrap over
 * items and seeds was left out: three seeds drawn from three have two thirds of their variance and no t.
 */
import { mcnemar } from './mcnemar.ts';
import { type Part, degreesOfFreedom } from './degrees.ts';
import type { Spread } from './spread.ts';
import { t95, twoSided } from './student.ts';
import { squares, twoWay } from './two-way.ts';
import type { Interval } from './wilson.ts';

export interface Paired extends Interval {
  /** Mean accuracy of the first − that of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference in the mean over all items and seeds. */
  readonly p: number;
  readonly items: number;
  /** Of the first and the second. */
  readonly seeds: readonly [number, number];
  readonly test: 'exact McNemar' | 'items and seeds';
}

/**
 * Each a string a seed, one digit an item, the same items in the same order for all; `spreads`: of either, null where nothing is
 * borrowed. null of no items or no seeds.
 */
export function paired(
  first: readonly string[],
  second: readonly string[],
  spreads: readonly [Spread | null, Spread | null] = [null, null],
): Paired | null {
  const n = first[0]?.length ?? 0;
  if (n === 0 || first.length === 0 || second.length === 0) return null;
  const about = { items: n, seeds: [first.length, second.length] as const };
  if (new Set(first).size === 1 && new Set(second).size === 1) {
    const { difference, low, high, p } = mcnemar(first[0]!, second[0]!);
    return { difference, low, high, p, ...about, test: 'exact McNemar' };
  }
  const [a, b] = [twoWay(first), twoWay(second)];
  const difference = a.mean - b.mean;
  if (n === 1) return { difference, low: -1, high: 1, p: 1, ...about, test: 'items and seeds' };
  const d = a.ease.map((share, i) => share - b.ease[i]!);
  // An item's luck in single seeds, in the variance of d and in the seeds' accuracies.
  const luck = a.rest / (n * a.k) + b.rest / (n * b.k);
  const items: Part = {
    variance: Math.max(0, squares(d, difference) / (n * (n - 1)) - luck),
    df: n - 1,
  };
  const seeds: Part[] = [a, b].flatMap((of, i) => {
    if (of.k === 1) return [];
    const one: Part = spreads[i] ?? { variance: of.seeds / n, df: of.k - 1 };
    return [{ ...one, variance: one.variance / of.k }];
  });
  const variance = items.variance + seeds.reduce((sum, part) => sum + part.variance, 0);
  const error = Math.sqrt(Math.max(variance, luck / 10));
  const df = degreesOfFreedom(items, seeds);
  const half = t95(df) * error;
  return {
    difference,
    low: Math.max(-1, difference - half),
    high: Math.min(1, difference + half),
    p: twoSided(Math.abs(difference) / error, df),
    ...about,
    test: 'items and seeds',
  };
}
