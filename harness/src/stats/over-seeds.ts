/**
 * A configuration's accuracy when it ran with several seeds. Two things make it uncertain: which items were asked, and which
 * seeds were drawn. The same items answered k times are no k·n items, and three seeds say little about seeds, so:
 *
 * 1. variance = Var_items + Var_seeds: the variance of the items' own shares correct over n, plus the variance of the seeds'
 *    accuracies over k. What an item does in one seed alone is in both, so the sum errs on the wide side (two-way clustering,
 *    Cameron, Gelbach & Miller 2011, without its subtraction).
 * 2. effective items m = p(1−p) / variance, at most n·k, and Wilson's interval for p·m of m (Korn & Graubard 1998: it stays
 *    sensible near 0 and 1).
 * 3. t instead of z, its degrees of freedom by Satterthwaite's rule, where only the seeds' part is taken as poorly known.
 *
 * One seed gives Wilson's interval. Where seeds were asked different items, the seeds' accuracies carry both kinds of noise:
 * variance = the larger of their variance over k and p(1−p) / (n·k).
 */
import { t95 } from './student.ts';
import { type Interval, wilson } from './wilson.ts';

export interface OverSeeds extends Interval {
  /** Mean of the seeds' accuracies, in [0, 1], as are the interval's ends. */
  readonly mean: number;
  /** Standard deviation (n − 1) of the seeds' accuracies; null for one seed. */
  readonly sd: number | null;
  readonly seeds: number;
  /** Items of one seed (mean). */
  readonly n: number;
}

/** `outcomes`: a string a seed, one digit an item; `sameItems`: whether equal places are the same item. */
export function overSeeds(outcomes: readonly string[], sameItems: boolean): OverSeeds {
  const k = outcomes.length;
  const shares = outcomes.map((row) => (row.length === 0 ? 0 : ones(row) / row.length));
  const n = mean(outcomes.map((row) => row.length));
  const p = mean(shares);
  if (k === 0 || n === 0) return { mean: NaN, low: 0, high: 1, sd: null, seeds: k, n: 0 };
  if (k === 1) return { mean: p, ...wilson(p * n, n), sd: null, seeds: 1, n };
  const seedPart = variance(shares) / k;
  const itemPart = sameItems ? itemVariance(outcomes, n, p) / n : (p * (1 - p)) / (n * k);
  const total = sameItems ? itemPart + seedPart : Math.max(itemPart, seedPart);
  return { ...around(p, n, k, { total, seedPart, itemPart }), sd: Math.sqrt(variance(shares)) };
}

/**
 * The same where only the counts of each seed are known. Of the same items, how their shares over seeds differ is then unknown; it
 * is at most p(1−p), as if every seed got the same items right, and that is taken.
 */
export function overCounts(
  splits: readonly { readonly correct: number; readonly n: number }[],
  sameItems: boolean,
): OverSeeds {
  const k = splits.length;
  const shares = splits.map((split) => (split.n === 0 ? 0 : split.correct / split.n));
  const n = mean(splits.map((split) => split.n));
  const p = mean(shares);
  if (k === 0 || n === 0) return { mean: NaN, low: 0, high: 1, sd: null, seeds: k, n: 0 };
  if (k === 1) return { mean: p, ...wilson(p * n, n), sd: null, seeds: 1, n };
  const seedPart = variance(shares) / k;
  const itemPart = (p * (1 - p)) / (sameItems ? n : n * k);
  const total = sameItems ? itemPart + seedPart : Math.max(itemPart, seedPart);
  return { ...around(p, n, k, { total, seedPart, itemPart }), sd: Math.sqrt(variance(shares)) };
}

/** Wilson's interval for as many items as the variance `total` is worth. */
function around(
  p: number,
  n: number,
  k: number,
  {
    total,
    seedPart,
    itemPart,
  }: { readonly total: number; readonly seedPart: number; readonly itemPart: number },
): Omit<OverSeeds, 'sd'> {
  const df = total > itemPart ? (total / seedPart) ** 2 * (k - 1) : Infinity;
  const effective = p === 0 || p === 1 ? n : Math.min(n * k, (p * (1 - p)) / total);
  return { mean: p, ...wilson(p * effective, effective, t95(df)), seeds: k, n };
}

/** How much the items' shares correct (over seeds) differ, with the divisor n, as Wilson's interval has it. */
function itemVariance(outcomes: readonly string[], n: number, p: number): number {
  let sum = 0;
  for (let item = 0; item < n; item++) {
    const share = outcomes.filter((row) => row[item] === '1').length / outcomes.length;
    sum += (share - p) ** 2;
  }
  return sum / n;
}

const ones = (row: string): number => row.split('1').length - 1;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1);
};
