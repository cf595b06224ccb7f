/** A measured quantity with what is known of its uncertainty. */
import { t95 } from './student.ts';
import { z95 } from './wilson.ts';

export interface Estimate {
  readonly value: number;
  /** Standard error; null where one measurement is all there is. */
  readonly se: number | null;
  /** Degrees of freedom of `se`; Infinity where it comes from an interval. */
  readonly df: number;
  /** Ends of the 95 % interval; null as `se`. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The mean of independent measurements with Student's t interval; null of none. */
export function meanEstimate(values: readonly number[]): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  const value = values.reduce((a, b) => a + b, 0) / n;
  if (n === 1) return { value, se: null, df: 0, low: null, high: null };
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (n - 1);
  const se = Math.sqrt(variance / n);
  const half = t95(n - 1) * se;
  return { value, se, df: n - 1, low: value - half, high: value + half };
}

/** A value whose 95 % interval is known already: half its width counts as 1.96 standard errors. */
export function intervalEstimate(value: number, low: number | null, high: number | null): Estimate {
  if (low === null || high === null) return { value, se: null, df: 0, low: null, high: null };
  return { value, se: (high - low) / 2 / z95, df: Infinity, low, high };
}

/** `factor` > 0. */
export const scaled = ({ value, se, df, low, high }: Estimate, factor: number): Estimate => {
  const times = (x: number | null): number | null => (x === null ? null : x * factor);
  return { value: value * factor, se: times(se), df, low: times(low), high: times(high) };
};
