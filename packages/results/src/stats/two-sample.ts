/**
 * Two configurations that were asked different items, or of which only counts are known: the difference of their mean accuracies.
 *
 * Each side has its own items' and seeds' part of the variance (`two-way.ts`). Of counts alone, how much the items of one split differ
 * is unknown and taken as at most: p(1−p)/n, as if every seed got the same items right. One item answered and one not are added to a
 * side's counts (Agresti & Caffo 2000), so that shares of 0 and 1 leave doubt. Student's t, its degrees of freedom by `degrees.ts`.
 */
import { average } from './mean.ts';
import { type Part, degreesOfFreedom } from './degrees.ts';
import { t95, twoSided } from './student.ts';
import { squares, twoWay } from './two-way.ts';
import type { Interval } from './wilson.ts';

/** One seed's counts. */
export interface Counts {
  readonly n: number;
  readonly correct: number;
  /** One digit an item; null where only the counts are known. */
  readonly outcomes: string | null;
  /** Equal for the same items in the same order. */
  readonly itemsDigest: string;
}

export interface TwoSample extends Interval {
  /** Mean accuracy of the first − that of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/** Each an entry a seed. null of no items or no seeds. */
export function twoSample(first: readonly Counts[], second: readonly Counts[]): TwoSample | null {
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

function sideOf(splits: readonly Counts[]): Estimate | null {
  const k = splits.length;
  const n = average(splits.map((split) => split.n));
  if (k === 0 || !(n > 0)) return null;
  const shares = splits.map((split) => split.correct / split.n);
  const mean = average(shares);
  const centre = (mean * n + 1) / (n + 2);
  const sameItems = new Set(splits.map((split) => split.itemsDigest)).size === 1;
  const outcomes = splits.flatMap((split) => split.outcomes ?? []);
  const between = k > 1 ? squares(shares, mean) / (k - 1) / k : 0;
  const most = (centre * (1 - centre)) / (n + 2);
  const about = { mean, centre };
  const part = (variance: number, df: number): Part => ({ variance, df });
  if (!sameItems && k > 1)
    return {
      ...about,
      items: part(most / k, n * k - 1),
      seeds: part(Math.max(0, between - most / k), k - 1),
    };
  if (k > 1 && outcomes.length === k) {
    const table = twoWay(outcomes);
    // What an item does in one seed alone is in both mean squares.
    const items = Math.max(most / k, (table.items - table.rest) / (n * k));
    return { ...about, items: part(items, n - 1), seeds: part(table.seeds / (n * k), k - 1) };
  }
  return { ...about, items: part(most, n - 1), seeds: part(between, k - 1) };
}
