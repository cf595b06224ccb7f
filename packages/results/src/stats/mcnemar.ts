/**
 * Two classifiers asked the same items once (McNemar 1947): only the items that one answers and the other does not can tell them apart. If
 * the two are equally good, each such item is a fair coin.
 *
 * p is exact: twice the binomial tail, never above the stated rate and often below it. midP counts half of the observed table's
 * own probability: closer to the stated rate, may exceed it by a little (Fagerland, Lydersen & Laake 2013, who recommend it). The
 * interval of the difference is Bonett & Price's (2012): Wald's with one item added to either kind, so it may exclude 0 where the
 * exact p is just above 0.05.
 */
import { incompleteBeta, logGamma } from './beta.ts';
import { type Interval, z95 } from './wilson.ts';

export interface Mcnemar extends Interval {
  /** Items that only the first answers, and only the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Exact, two-sided. */
  readonly p: number;
  readonly midP: number;
  /** Share right of the first − of the second, in [−1, 1], as are the interval's ends. */
  readonly difference: number;
}

/** `first` and `second`: one digit an item, 1 right and 0 not, the same n ≥ 1 items in the same order. */
export function mcnemar(first: string, second: string): Mcnemar {
  const n = first.length;
  let [onlyFirst, onlySecond] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (first[i] === second[i]) continue;
    if (first[i] === '1') onlyFirst++;
    else onlySecond++;
  }
  const [fewer, both] = [Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond];
  const p = Math.min(1, 2 * coinTail(fewer, both));
  return {
    onlyFirst,
    onlySecond,
    p,
    midP: onlyFirst === onlySecond ? 1 : p - coin(fewer, both),
    difference: (onlyFirst - onlySecond) / n,
    ...bonettPrice(onlyFirst, onlySecond, n),
  };
}

/** Bonett & Price 2012, equation 8. */
function bonettPrice(onlyFirst: number, onlySecond: number, n: number): Interval {
  const [a, b] = [(onlyFirst + 1) / (n + 2), (onlySecond + 1) / (n + 2)];
  const half = z95 * Math.sqrt((a + b - (a - b) ** 2) / (n + 2));
  return { low: Math.max(-1, a - b - half), high: Math.min(1, a - b + half) };
}

/** P(X ≤ k) for n throws of a fair coin. */
const coinTail = (k: number, n: number): number => (k >= n ? 1 : incompleteBeta(0.5, n - k, k + 1));
/** P(X = k). */
const coin = (k: number, n: number): number =>
  Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
