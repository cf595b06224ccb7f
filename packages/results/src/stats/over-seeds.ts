/**
 * A configuration's mean score (accuracy, where answers are right or wrong) when it ran with several seeds. Two things make it uncertain:
 * which items were asked, and which seeds were drawn. The same items answered k times are no k·n items, and three seeds say little about
 * seeds. With the mean squares MS of the table items × seeds:
 *
 * 1. variance of the mean = items' part + seeds' part: (MS_items − MS_rest) / nk, not below 0, and MS_seeds / nk. What an item does
 *    in one seed alone is in both mean squares and is subtracted once. So it is in two-way clustering (Cameron, Gelbach & Miller 2011) and
 *    in the analysis of variance with random effects (Searle, Casella & McCulloch 1992, chapter 4).
 * 2. effective items m = p(1−p) / variance, and Wilson's interval for p·m of m (Korn & Graubard 1998: it stays sensible near 0 and
 *    1). m is at most 2nk: answers without any common cause would be worth nk items, an estimate far above that is chance. (A limit
 *    of nk would make intervals cover 99 % where items and seeds hardly differ.)
 * 3. t instead of z, its degrees of freedom by `degrees.ts`.
 *
 * Where the configuration's kind is known (`spread.ts`), MS_seeds / n gives way to the variance that is moderated by its kind's, with
 * more degrees of freedom.
 *
 * Scores between 0 and 1: the same, with the variance of the scores in place of p(1−p), and t over n − 1 items. Items that differ less are
 * worth more of them (m = p(1−p) / variance). Where all items score the same nothing is known of their variance, and m = n. Items in
 * groups: the items' part from the groups' sums (`varianceOfMean`), t over the groups less one.
 *
 * One seed, or seeds that agree on every item: Wilson's interval. Where seeds were asked different items, the seeds' accuracies
 * carry both kinds of noise and are all there is: variance MS_seeds / nk with k − 1 degrees of freedom.
 *
 * Simulated coverage: results/statistics.
 */
import { type Part, degreesOfFreedom } from './degrees.ts';
import { average, squares } from './mean.ts';
import {
  type Groups,
  type ItemVariance,
  type Scores,
  meanScore,
  numbersOf,
  spreadDegrees,
  varianceOfMean,
} from './scores.ts';
import type { Spread } from './spread.ts';
import { t95 } from './student.ts';
import { type TwoWay, twoWay } from './two-way.ts';
import { type Interval, wilson } from './wilson.ts';

export interface OverSeeds extends Interval {
  /** Mean of the seeds' mean scores, in [0, 1], as are the interval's ends. */
  readonly mean: number;
  /** Standard deviation (n − 1) of the seeds' means; null for one seed. */
  readonly sd: number | null;
  readonly seeds: number;
  /** Items of one seed (mean). */
  readonly n: number;
}

/** What is known beside the scores. */
export interface About {
  /** null where nothing is borrowed. */
  readonly spread?: Spread | null;
  readonly groups?: Groups;
  /** Quantile of Student's t by its degrees of freedom; that of a 95 % interval where left out. */
  readonly quantile?: (df: number) => number;
}

/** Of each seed its scores; `sameItems`: whether equal places are the same item. */
export const overSeeds = (
  seeds: readonly Scores[],
  sameItems: boolean,
  spread: Spread | null = null,
  groups: Groups = null,
): OverSeeds => overScores(seeds, sameItems, { spread, groups });

/** The same with all that may be known. */
export function overScores(seeds: readonly Scores[], sameItems: boolean, about: About): OverSeeds {
  if (sameItems && seeds.length > 1) return overTable(twoWay(seeds), isDigits(seeds), about);
  const [only] = seeds;
  return only !== undefined && seeds.length === 1 && !(isDigits(seeds) && (about.groups ?? null) === null)
    ? overOne(numbersOf(only), about)
    : overCounts(
        seeds.map((row) => ({ share: row.length === 0 ? 0 : meanScore(row), n: row.length })),
        false,
        about,
      );
}

const isDigits = (seeds: readonly Scores[]): boolean => seeds.every((row) => typeof row === 'string');

/** The same of the table of answers to the same items. `binary`: every answer is right or wrong. */
export const overTable = (
  table: TwoWay,
  binary: boolean,
  { spread = null, groups = null, quantile = t95 }: About = {},
): OverSeeds =>
  over({
    shares: table.shares,
    n: table.n,
    itemPartOf: () => itemPart(table, binary, groups),
    variance: table.variance,
    spread,
    quantile,
  });

/**
 * The same where only the counts of each seed are known. Of the same items, how their shares over seeds differ is then unknown; it
 * is at most p(1−p), as if every seed got the same items right, and that is taken.
 */
export const overCounts = (
  splits: readonly Counted[],
  sameItems: boolean,
  { quantile = t95 }: About = {},
): OverSeeds =>
  over({
    shares: splits.map(({ share }) => share),
    n: average(splits.map((split) => split.n)),
    itemPartOf: (p, n) => ({ variance: sameItems ? (p * (1 - p)) / n : 0, df: Infinity }),
    variance: null,
    spread: null,
    quantile,
  });

interface Counted {
  /** Mean score of the split. */
  readonly share: number;
  readonly n: number;
}

/** One seed, by the variance of its scores. */
function overOne(scores: readonly number[], { groups = null, quantile = t95 }: About): OverSeeds {
  const n = scores.length;
  const mean = average(scores);
  const about = { mean, sd: null, seeds: 1, n };
  if (n < 2) return { ...about, mean: n === 0 ? NaN : mean, low: 0, high: 1 };
  const { variance, df } = varianceOfMean(scores, groups);
  // With the divisor n, as Wilson’s interval has it.
  const effective = effectiveItems(mean, (variance * (n - 1)) / n, n, Infinity);
  const degrees = groups === null ? spreadDegrees(scores, mean) : df;
  return { ...about, ...around(mean, effective, quantile(degrees)) };
}

interface Over {
  readonly shares: readonly number[];
  readonly n: number;
  /** Asked of several seeds. */
  readonly itemPartOf: (p: number, n: number) => ItemVariance;
  /** Of single answers; null for p(1−p). */
  readonly variance: number | null;
  readonly spread: Spread | null;
  readonly quantile: (df: number) => number;
}

function over({ shares, n, itemPartOf, variance, spread, quantile }: Over): OverSeeds {
  const k = shares.length;
  const p = average(shares);
  if (k === 0 || n === 0) return { mean: NaN, low: 0, high: 1, sd: null, seeds: k, n: 0 };
  if (k === 1) return { mean: p, ...wilson(p * n, n, quantile(Infinity)), sd: null, seeds: 1, n };
  const seedVariance = squares(shares, p) / (k - 1);
  const one: Part = spread ?? { variance: seedVariance, df: k - 1 };
  const seeds = { ...one, variance: one.variance / k };
  const items = itemPartOf(p, n);
  const limit = 2 * n * k * ((p * (1 - p)) / (variance ?? p * (1 - p)));
  const effective = effectiveItems(p, items.variance + seeds.variance, n, limit);
  return {
    mean: p,
    ...around(p, effective, quantile(degreesOfFreedom(items, [seeds]))),
    sd: Math.sqrt(seedVariance),
    seeds: k,
    n,
  };
}

/** How many right and wrong answers would leave as much doubt; `n` where nothing tells. */
function effectiveItems(p: number, variance: number, n: number, limit: number): number {
  if (p <= 0 || p >= 1) return n;
  const found = Math.min(limit, (p * (1 - p)) / variance);
  return Number.isFinite(found) ? found : n;
}

/** A corpus metric's mean may miss 0…1 by rounding. */
function around(p: number, effective: number, z: number): Interval {
  const share = Math.min(1, Math.max(0, p));
  return wilson(share * effective, effective, z);
}

/** With the divisor n, as Wilson’s interval has it. */
function itemPart({ n, k, items, rest, ease }: TwoWay, binary: boolean, groups: Groups): ItemVariance {
  if (groups === null)
    return {
      variance: (Math.max(0, items - rest) * (n - 1)) / (n * n * k),
      df: binary ? Infinity : spreadDegrees(ease),
    };
  const { variance, df } = varianceOfMean(ease, groups);
  return { variance: (Math.max(0, variance - rest / (n * k)) * (n - 1)) / n, df };
}
