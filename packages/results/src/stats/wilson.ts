/**
 * The score interval for a share (Wilson 1927): good for small n and for shares near 0 and 1, where mean ± 1.96 standard errors
 * is not. Brown, Cai & DasGupta (2001) recommend it.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The standard normal's 0.975 quantile: 95 % of its mass lies within ± this. */
export const z95 = 1.959963984540054;

/** The interval for a true share after `correct` of `n` (neither need be whole); [0, 1] when n is 0. */
export function wilson(correct: number, n: number, z = z95): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const p = correct / n;
  const spread = (z * z) / n;
  const centre = (p + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((p * (1 - p)) / n + spread / (4 * n))) / (1 + spread);
  return {
    low: correct === 0 ? 0 : Math.max(0, centre - half),
    high: correct === n ? 1 : Math.min(1, centre + half),
  };
}
