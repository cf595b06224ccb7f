/**
 * How long single calls take. Each call is timed on its own clock reading, after warm-ups that are not counted, with a garbage
 * collection in between (outside the clock) where the process exposes one, so that one call does not pay for another's litter.
 */
import { quantile } from '../stats/quantile.ts';

export interface Timing {
  /** Milliseconds of every timed call, in the order made: all calls once, then all again, `repeats` times. */
  readonly ms: readonly number[];
  readonly warmups: number;
  readonly repeats: number;
}

export interface TimeOptions {
  /** Calls before the clock, taken from the front of the list and around again. */
  readonly warmups: number;
  /** Times that every call is made. */
  readonly repeats: number;
  /** Called between timed calls; by default `global.gc` where node runs with --expose-gc. */
  readonly collect?: () => void;
  /** After each timed call, for progress. */
  readonly onCall?: (done: number, total: number) => void;
  /** Milliseconds from any fixed point. */
  readonly now?: () => number;
}

export async function timeCalls(calls: readonly (() => Promise<unknown>)[], o: TimeOptions): Promise<Timing> {
  const now = o.now ?? (() => performance.now());
  const collect = o.collect ?? (() => globalThis.gc?.());
  const ms: number[] = [];
  const total = calls.length * o.repeats;
  for (let i = 0; i < o.warmups && calls.length > 0; i++) await calls[i % calls.length]?.();
  for (let round = 0; round < o.repeats; round++) {
    for (const call of calls) {
      collect();
      const start = now();
      await call();
      ms.push(now() - start);
      o.onCall?.(ms.length, total);
    }
  }
  return { ms, warmups: o.warmups, repeats: o.repeats };
}

/** p50, p90, p95 and p99 over all timed calls (see `quantile`), in milliseconds; n is their number. */
export function latencyQuantiles(ms: readonly number[]): {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly n: number;
} {
  const at = (p: number): number => quantile(ms, p);
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), n: ms.length };
}
