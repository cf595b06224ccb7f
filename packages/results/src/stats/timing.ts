/** A sample of times as its quantiles, each with an interval. */
import { quantile } from './quantile.ts';
import { quantileInterval } from './quantile-interval.ts';

/**
 * A sample of times in milliseconds: quantiles by linear interpolation, each with a 95 % interval between two order statistics
 * (distribution-free; null where the sample is too small to have such a bound).
 */
export interface Timing {
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p50Low: number | null;
  readonly p50High: number | null;
  readonly p90Low: number | null;
  readonly p90High: number | null;
  readonly p95Low: number | null;
  readonly p95High: number | null;
  readonly p99Low: number | null;
  readonly p99High: number | null;
}

export function timingOf(ms: readonly number[]): Timing {
  const at = (p: number): number => quantile(ms, p);
  const [i50, i90, i95, i99] = [0.5, 0.9, 0.95, 0.99].map((p) => quantileInterval(ms, p));
  return {
    n: ms.length,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p50Low: i50!.low,
    p50High: i50!.high,
    p90Low: i90!.low,
    p90High: i90!.high,
    p95Low: i95!.low,
    p95High: i95!.high,
    p99Low: i99!.low,
    p99High: i99!.high,
  };
}
