/** The ratio of two series of times that were taken in turn. Pure. */
import { quantileInterval } from './quantile-interval.ts';
import { quantile } from './quantile.ts';

export interface Ratio {
  /** Median over rounds. */
  readonly ratio: number;
  /** Its 95 % interval between two order statistics; null where there are fewer than six rounds. */
  readonly low: number | null;
  readonly high: number | null;
  readonly rounds: number;
  /** Two-sided sign test of a median ratio of 1; rounds at exactly 1 are left out. */
  readonly p: number;
}

/** `over[i] / under[i]` of neighbouring rounds, so that a busy minute falls on both. */
export function ratioOf(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.map((ms, i) => ms / under[i]!);
  return {
    ratio: quantile(ratios, 0.5),
    ...quantileInterval(ratios, 0.5),
    rounds: ratios.length,
    p: signTest(ratios.filter((r) => r > 1).length, ratios.filter((r) => r < 1).length),
  };
}

/** P(at least as uneven a division) when both sides are equally likely. */
export function signTest(above: number, below: number): number {
  const n = above + below;
  const few = Math.min(above, below);
  let mass = 2 ** -n;
  let sum = 0;
  for (let k = 0; k <= few; k++) {
    sum += mass;
    mass *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * sum);
}

/** `0.95–1.04`; empty where there is none. */
export const intervalText = ({ low, high }: Pick<Ratio, 'low' | 'high'>): string =>
  low === null || high === null ? '' : `${low.toFixed(2)}–${high.toFixed(2)}`;
