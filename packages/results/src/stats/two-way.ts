/** The two-way table of outcomes, items × seeds, one answer a cell: its mean squares (analysis of variance without replication). */
import { average } from './mean.ts';

export interface TwoWay {
  /** Items. */
  readonly n: number;
  /** Seeds. */
  readonly k: number;
  /** Share of right answers, in [0, 1]. */
  readonly mean: number;
  /** Each seed's share. */
  readonly shares: readonly number[];
  /** Each item's share over seeds. */
  readonly ease: readonly number[];
  /** Mean squares with n − 1, k − 1 and (n − 1)(k − 1) degrees of freedom; 0 where there are none. */
  readonly items: number;
  readonly seeds: number;
  readonly rest: number;
}

/** `outcomes`: a string a seed, one digit an item, the same items in the same order. */
export function twoWay(outcomes: readonly string[]): TwoWay {
  const k = outcomes.length;
  const n = outcomes[0]?.length ?? 0;
  const ease = Array.from({ length: n }, () => 0);
  const shares = outcomes.map((row) => {
    let right = 0;
    for (let i = 0; i < n; i++) {
      if (row.codePointAt(i) !== ONE) continue;
      ease[i] = ease[i]! + 1;
      right++;
    }
    return right / n;
  });
  for (let i = 0; i < n; i++) ease[i] = ease[i]! / k;
  const mean = average(shares);
  const [itemSum, seedSum] = [k * squares(ease, mean), n * squares(shares, mean)];
  // Σ y² = Σ y for digits 0 and 1.
  const restSum = Math.max(0, n * k * mean * (1 - mean) - itemSum - seedSum);
  return {
    n,
    k,
    mean,
    shares,
    ease,
    items: n > 1 ? itemSum / (n - 1) : 0,
    seeds: k > 1 ? seedSum / (k - 1) : 0,
    rest: n > 1 && k > 1 ? restSum / ((n - 1) * (k - 1)) : 0,
  };
}

const ONE = '1'.codePointAt(0);
/** Sum of squared distances from `centre`. */
export const squares = (values: readonly number[], centre: number): number =>
  values.reduce((sum, v) => sum + (v - centre) ** 2, 0);
