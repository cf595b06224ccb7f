/**
 * A configuration's accuracy when it ran with several seeds. Two things make it uncertain: which items were asked, and which
 * seeds were drawn. The same items answered k times are no k·n items, and three seeds say little about seeds, so, with the mean
 * squares MS of the table items × seeds:
 *
 * 1. variance of the mean = items' part + seeds' part: (MS_items − MS_rest) / nk, not below 0, and MS_seeds / nk. What an item does
 *    in one seed alone is in both mean squares and is subtracted once, as in two-way clustering (Cameron, Gelbach & Miller 2011) and
 *    in the analysis of variance with random effects (Searle, Casella & McCulloch 1992, chapter 4).
 * 2. effective items m = p(1−p) / variance, and Wilson's interval for p·m of m (Korn & Graubard 1998: it stays sensible near 0 and
 *    1). m is at most 2nk: answers without any common cause would be worth nk items, an estimate far above that is chance. (A limit
 *    of nk would make intervals cover 99 % where items and seeds hardly differ.)
 * 3. t instead of z, its degrees of freedom by `degrees.ts`.
 *
 * Where the configuration's kind is known (`spread.ts`), MS_seeds / n gives way to the variance that is moderated by its kind's, with
 * more degrees of freedom.
 *
 * One seed, or seeds that agree on every item: Wilson's interval. Where seeds were asked different items, the seeds' accuracies
 * carry both kinds of noise and are all there is: variance MS_seeds / nk with k − 1 degrees of freedom.
 *
 * Simulated coverage: results/statistics.
 */
import { type Part, degreesOfFreedom } from './degrees.ts';
import { average } from './mean.ts';
import type { Spread } from './spread.ts';
import { t95 } from './student.ts';
import { type TwoWay, squares, twoWay } from './two-way.ts';
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
export const overSeeds = (
  outcomes: readonly string[],
  sameItems: boolean,
  spread: Spread | null = null,
): OverSeeds =>
  sameItems && outcomes.length > 1
    ? overTable(twoWay(outcomes), spread)
    : overCounts(
        outcomes.map((row) => ({ correct: ones(row), n: row.length })),
        false,
      );

/** The same of the table of answers to the same items. */
export const overTable = (table: TwoWay, spread: Spread | null = null): OverSeeds =>
  over(table.shares, table.n, () => itemPart(table), spread);

/**
 * The same where only the counts of each seed are known. Of the same items, how their shares over seeds differ is then unknown; it
 * is at most p(1−p), as if every seed got the same items right, and that is taken.
 */
export const overCounts = (splits: readonly Counted[], sameItems: boolean): OverSeeds =>
  over(
    splits.map((split) => (split.n === 0 ? 0 : split.correct / split.n)),
    average(splits.map((split) => split.n)),
    (p, n) => (sameItems ? (p * (1 - p)) / n : 0),
    null,
  );

interface Counted {
  readonly correct: number;
  readonly n: number;
}

/** `itemPartOf` is asked of several seeds. */
function over(
  shares: readonly number[],
  n: number,
  itemPartOf: (p: number, n: number) => number,
  spread: Spread | null,
): OverSeeds {
  const k = shares.length;
  const p = average(shares);
  if (k === 0 || n === 0) return { mean: NaN, low: 0, high: 1, sd: null, seeds: k, n: 0 };
  if (k === 1) return { mean: p, ...wilson(p * n, n), sd: null, seeds: 1, n };
  const seedVariance = squares(shares, p) / (k - 1);
  const one: Part = spread ?? { variance: seedVariance, df: k - 1 };
  const seeds = { ...one, variance: one.variance / k };
  const items = { variance: itemPartOf(p, n), df: Infinity };
  const total = items.variance + seeds.variance;
  const effective = p === 0 || p === 1 ? n : Math.min(2 * n * k, (p * (1 - p)) / total);
  return {
    mean: p,
    ...wilson(p * effective, effective, t95(degreesOfFreedom(items, [seeds]))),
    sd: Math.sqrt(seedVariance),
    seeds: k,
    n,
  };
}

/** With the divisor n, as Wilson’s interval has it. */
const itemPart = ({ n, k, items, rest }: TwoWay): number =>
  (Math.max(0, items - rest) * (n - 1)) / (n * n * k);

const ones = (row: string): number => row.split('1').length - 1;
