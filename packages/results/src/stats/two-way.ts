/** The two-way table of scores, items × seeds, one answer a cell: its mean squares (analysis of variance without replication). */
import { average, squares } from './mean.ts';
import { type Scores, numbersOf } from './scores.ts';

export interface TwoWay {
  /** Items. */
  readonly n: number;
  /** Seeds. */
  readonly k: number;
  /** Mean score, in [0, 1]: of right and wrong answers the share of right ones. */
  readonly mean: number;
  /** Each seed's. */
  readonly shares: readonly number[];
  /** Each item's over seeds. */
  readonly ease: readonly number[];
  /** Of single answers, with the divisor nk: mean · (1 − mean) of right and wrong ones. */
  readonly variance: number;
  /** Mean squares with n − 1, k − 1 and (n − 1)(k − 1) degrees of freedom; 0 where there are none. */
  readonly items: number;
  readonly seeds: number;
  readonly rest: number;
}

/** Of each seed its scores, of the same items in the same order. */
export function twoWay(seeds: readonly Scores[]): TwoWay {
  const k = seeds.length;
  const n = seeds[0]?.length ?? 0;
  const sums = new Float64Array(n);
  const shares = seeds.map((row) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const score = typeof row === 'string' ? (row.codePointAt(i) === ONE ? 1 : 0) : row[i]!;
      sums[i]! += score;
      sum += score;
    }
    return sum / n;
  });
  const ease: number[] = [];
  for (const sum of sums) ease.push(sum / k);
  const mean = average(shares);
  const [itemSum, seedSum] = [k * squares(ease, mean), n * squares(shares, mean)];
  const all = sumOfSquares(seeds, n, k, mean);
  const restSum = Math.max(0, all - itemSum - seedSum);
  return {
    n,
    k,
    mean,
    shares,
    ease,
    variance: all / (n * k),
    items: n > 1 ? itemSum / (n - 1) : 0,
    seeds: k > 1 ? seedSum / (k - 1) : 0,
    rest: n > 1 && k > 1 ? restSum / ((n - 1) * (k - 1)) : 0,
  };
}

/** Of all scores around their mean. Σ y² = Σ y for digits 0 and 1. */
function sumOfSquares(seeds: readonly Scores[], n: number, k: number, mean: number): number {
  if (seeds.every((row) => typeof row === 'string')) return n * k * mean * (1 - mean);
  return seeds.reduce((sum, row) => sum + squares(numbersOf(row), mean), 0);
}

const ONE = '1'.codePointAt(0);
