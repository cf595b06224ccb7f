/**
 * After how many requests a method that is trained once has cost less than one that is not: n* = T / (a − b). T is the training, a and b a
 * request of the untrained and of the trained method, in one unit (seconds of one machine, kWh, money).
 *
 * Its interval is Fieller's (1954): all n for which T − n (a − b) differs from 0 by at most t standard errors. It stays right where a − b
 * may be 0 and the interval has no upper end. t by Satterthwaite's degrees of freedom at n*. What has no standard error (a single
 * measurement) adds nothing to the interval.
 */
import type { Estimate } from './estimate.ts';
import { t95 } from './student.ts';

export interface BreakEven {
  /** Requests; null: never, as a request of the trained method is no cheaper. */
  readonly requests: number | null;
  /** The fewest and the most requests that the measurements allow (95 %); null where none is enough, or there is no most. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the uncertainty of training and of both requests is in the interval, or of some of them; `none`: there is no interval. */
  readonly covers: 'all' | 'some' | 'none';
}

export function breakEven(training: Estimate, untrained: Estimate, trained: Estimate): BreakEven {
  const saving = untrained.value - trained.value;
  const requests = saving > 0 ? training.value / saving : null;
  const parts = [training, untrained, trained];
  const measured = parts.filter((part) => part.se !== null).length;
  const covers = measured === parts.length ? 'all' : measured === 0 ? 'none' : 'some';
  if (covers === 'none') return { requests, low: null, high: null, covers };
  const [vT, va, vb] = parts.map((part) => (part.se ?? 0) ** 2) as [number, number, number];
  const t = t95(degrees(parts, Math.abs(training.value / saving)));
  // (T − n d)² ≤ t² (vT + n² (va + vb))
  const square = saving ** 2 - t ** 2 * (va + vb);
  const constant = training.value ** 2 - t ** 2 * vT;
  return { requests, ...positivePart(square, training.value * saving, constant), covers };
}

/** The n > 0 with square·n² − 2·half·n + constant ≤ 0. */
function positivePart(square: number, half: number, constant: number): Pick<BreakEven, 'low' | 'high'> {
  const root = Math.sqrt(Math.max(half ** 2 - square * constant, 0));
  if (square > 0) {
    // Between the roots. A saving that is surely negative has both below 0.
    if (half <= 0) return { low: null, high: null };
    return { low: Math.max((half - root) / square, 0), high: (half + root) / square };
  }
  // No upper end: the saving may be as small as one likes.
  if (constant <= 0) return { low: 0, high: null };
  const from = square === 0 ? constant / (2 * half) : (half - root) / square;
  return { low: from > 0 ? from : null, high: null };
}

/** Satterthwaite (1946) for the variance of T − n (a − b). */
function degrees(parts: readonly Estimate[], n: number): number {
  const [vT = 0, va = 0, vb = 0] = parts.map((part, i) => (part.se ?? 0) ** 2 * (i === 0 ? 1 : n ** 2));
  const spread = [vT, va, vb].reduce(
    (sum, v, i) => sum + (v === 0 ? 0 : v ** 2 / (parts[i]?.df ?? Infinity)),
    0,
  );
  return spread === 0 || !Number.isFinite(n) ? Infinity : (vT + va + vb) ** 2 / spread;
}
