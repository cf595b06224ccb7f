/**
 * Two configurations that were asked different items, or of which only counts are known: the difference of their mean scores.
 *
 * Each side has its own items' and seeds' part of the variance (`two-way.ts`). Of counts alone, how much the items of one split differ
 * is unknown and taken as at most: p(1−p)/n, as if every seed got the same items right. One item answered and one not are added to a
 * side's counts (Agresti & Caffo 2000), so that shares of 0 and 1 leave doubt. Student's t, its degrees of freedom by `degrees.ts`. Graded
 * answers: their own variance, the two items added, in place of p(1−p). Items in groups: the variance of groups' sums where it is larger.
 */
import { average, squares } from './mean.ts';
import { type Part, degreesOfFreedom } from './degrees.ts';
import { type Groups, type Scores, numbersOf, varianceOfMean } from './scores.ts';
import { t95, twoSided } from './student.ts';
import { twoWay } from './two-way.ts';
import type { Interval } from './wilson.ts';

/** One seed's answers. */
export interface Sample {
  readonly n: number;
  /** Mean score. */
  readonly mean: number;
  /** null where only the counts are known. */
  readonly scores: Scores | null;
  readonly groups: Groups;
  /** Equal for the same items in the same order. */
  readonly itemsDigest: string;
}

export interface TwoSample extends Interval {
  /** Mean score of the first − that of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/** Each an entry a seed. null of no items or no seeds. */
export function twoSample(first: readonly Sample[], second: readonly Sample[]): TwoSample | null {
  const [a, b] = [sideOf(first), sideOf(second)];
  if (a === null || b === null) return null;
  const seeds = [a.seeds, b.seeds].filter((part) => part.df > 0);
  const items: Part = { variance: a.items.variance + b.items.variance, df: a.items.df + b.items.df };
  const error = Math.sqrt(items.variance + seeds.reduce((sum, { variance }) => sum + variance, 0));
  const df = degreesOfFreedom(items, seeds);
  const centre = a.centre - b.centre;
  const half = t95(df) * error;
  return {
    difference: a.mean - b.mean,
    low: Math.max(-1, centre - half),
    high: Math.min(1, centre + half),
    p: twoSided(Math.abs(centre) / error, df),
  };
}

interface Estimate {
  readonly mean: number;
  /** With the two added items. */
  readonly centre: number;
  readonly items: Part;
  readonly seeds: Part;
}

function sideOf(splits: readonly Sample[]): Estimate | null {
  const k = splits.length;
  const n = average(splits.map((split) => split.n));
  if (k === 0 || !(n > 0)) return null;
  const shares = splits.map((split) => split.mean);
  const mean = average(shares);
  const centre = (mean * n + 1) / (n + 2);
  const sameItems = new Set(splits.map((split) => split.itemsDigest)).size === 1;
  const scores = splits.flatMap((split) => (split.scores === null ? [] : [split.scores]));
  const between = k > 1 ? squares(shares, mean) / (k - 1) / k : 0;
  const itemVariance = average(splits.map((split) => mostOf(split, centre)));
  const about = { mean, centre };
  const part = (variance: number, df: number): Part => ({ variance, df });
  if (!sameItems && k > 1)
    return {
      ...about,
      items: part(itemVariance / k, n * k - 1),
      seeds: part(Math.max(0, between - itemVariance / k), k - 1),
    };
  if (k > 1 && scores.length === k) {
    const table = twoWay(scores);
    // What an item does in one seed alone is in both mean squares.
    const items = Math.max(itemVariance / k, (table.items - table.rest) / (n * k));
    return { ...about, items: part(items, n - 1), seeds: part(table.seeds / (n * k), k - 1) };
  }
  return { ...about, items: part(itemVariance, n - 1), seeds: part(between, k - 1) };
}

/** Variance of a mean over items, as if every seed had the same scores. */
function mostOf({ n, scores, groups }: Sample, centre: number): number {
  const binary = typeof scores === 'string' || scores === null;
  const alone = binary
    ? (centre * (1 - centre)) / (n + 2)
    : (squares(scores, centre) + centre ** 2 + (1 - centre) ** 2) / (n + 2) ** 2;
  if (groups === null || scores === null || n < 2) return alone;
  return Math.max(alone, varianceOfMean(numbersOf(scores), groups).variance);
}
