/**
 * A confidence interval for a quantile without any assumption about the distribution: of n independent values, the number below the
 * p-quantile is Binomial(n, p). So the quantile lies between two order statistics with known probability (David & Nagaraja 2003, Order
 * Statistics, section 7.1).
 */

/**
 * The narrowest order statistics that each leave at most 2.5 % outside: together at least 95 %. A bound is null where the sample is too
 * small to have one (the upper one of p95 needs 72 values).
 */
export function quantileInterval(
  values: readonly number[],
  p: number,
): { readonly low: number | null; readonly high: number | null } {
  const sorted = values.toSorted((a, b) => a - b);
  const below = binomialBelow(sorted.length, p);
  // Value l (from 1) lies above the quantile when fewer than l values lie below it.
  const low = below.findLastIndex((c, l) => l > 0 && c <= 0.025);
  // Value u lies below the quantile when u values or more do.
  const high = below.findIndex((c, u) => u > 0 && 1 - c <= 0.025);
  return { low: sorted[low - 1] ?? null, high: sorted[high - 1] ?? null };
}

/** P(X < k) for k = 0 … n, X ~ Binomial(n, p), 0 < p < 1. */
function binomialBelow(n: number, p: number): number[] {
  let logMass = n * Math.log1p(-p);
  let sum = 0;
  return Array.from({ length: n + 1 }, (_, k) => {
    const before = sum;
    sum += Math.exp(logMass);
    logMass += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
    return before;
  });
}
