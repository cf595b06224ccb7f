/**
 * Two configurations that were asked the same items, each with one or more seeds: the difference of their mean scores (accuracies, where
 * answers are right or wrong).
 *
 * Items are paired: with dᵢ the difference of an item's mean scores, the items' part of the variance is that of the mean of d.
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
 * Where neither has seeds that differ, every item was in effect asked once. Of answers that are right or wrong the test is McNemar's
 * (exact); of graded ones, and of items in groups, `paired-items.ts`. Groups: the items' part comes from the groups' sums, with as many
 * degrees of freedom as there are groups less one. A bootstrap over items and seeds was left out: three seeds drawn from three have two
 * thirds of their variance and no t.
 */
import { mcnemar } from './mcnemar.ts';
import { type Part, degreesOfFreedom } from './degrees.ts';
import { pairedItems } from './paired-items.ts';
import { type Groups, type Scores, allAgree, numbersOf, varianceOfMean } from './scores.ts';
import type { Spread } from './spread.ts';
import { t95, twoSided } from './student.ts';
import { twoWay } from './two-way.ts';
import type { Interval } from './wilson.ts';

export interface Paired extends Interval {
  /** Mean score of the first − that of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference in the mean over all items and seeds. */
  readonly p: number;
  readonly items: number;
  /** Of the first and the second. */
  readonly seeds: readonly [number, number];
  readonly test: 'exact McNemar' | 'items' | 'items and seeds';
}

/**
 * Of each seed its scores, of the same items in the same order for all; `spreads`: of either, null where nothing is borrowed. null of no
 * items or no seeds.
 */
export function paired(
  first: readonly Scores[],
  second: readonly Scores[],
  spreads: readonly [Spread | null, Spread | null] = [null, null],
  groups: Groups = null,
): Paired | null {
  const n = first[0]?.length ?? 0;
  if (n === 0 || first.length === 0 || second.length === 0) return null;
  const about = { items: n, seeds: [first.length, second.length] as const };
  if (allAgree(first) && allAgree(second)) return { ...once(first[0]!, second[0]!, groups), ...about };
  const [a, b] = [twoWay(first), twoWay(second)];
  const difference = a.mean - b.mean;
  if (n === 1) return { difference, low: -1, high: 1, p: 1, ...about, test: 'items and seeds' };
  const d = a.ease.map((share, i) => share - b.ease[i]!);
  // An item's luck in single seeds, in the variance of d and in the seeds' accuracies.
  const luck = a.rest / (n * a.k) + b.rest / (n * b.k);
  const ofItems = varianceOfMean(d, groups, difference);
  const items: Part = { ...ofItems, variance: Math.max(0, ofItems.variance - luck) };
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

/** Every item was asked once. */
function once(
  first: Scores,
  second: Scores,
  groups: Groups,
): Pick<Paired, 'difference' | 'low' | 'high' | 'p' | 'test'> {
  if (typeof first === 'string' && typeof second === 'string' && groups === null) {
    const { difference, low, high, p } = mcnemar(first, second);
    return { difference, low, high, p, test: 'exact McNemar' };
  }
  const others = numbersOf(second);
  const d = numbersOf(first).map((score, i) => score - others[i]!);
  return { ...pairedItems(d, groups), test: 'items' };
}
