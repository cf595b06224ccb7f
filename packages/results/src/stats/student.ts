/** Student's t for intervals and tests that rest on few seeds. */
import { incompleteBeta, minusLogBeta, logGamma } from './beta.ts';
import { z95 } from './wilson.ts';

/** From here on the normal distribution: its quantiles differ by 1e-6. */
const MANY = 1e6;

/** The 0.975 quantile of t with `df` > 0 degrees of freedom (need not be whole): `t95(1)` = 12.71, `t95(Infinity)` = 1.96. */
export const t95 = remembering((df) => quantileOf(df, 0.05, z95));
/** The 0.95 quantile: a bound of which one side alone is asked. */
export const t90 = remembering((df) => quantileOf(df, 0.1, Z90));
const Z90 = 1.6448536269514722;

/** Whole degrees of freedom up to here are asked for again and again: seeds, or items, less one. */
const MOST_KEPT = 10_000;
function remembering(quantile: (df: number) => number): (df: number) => number {
  const found = new Map<number, number>();
  return (df) => {
    const kept = found.get(df);
    if (kept !== undefined) return kept;
    const t = quantile(df);
    if (Number.isInteger(df) && df <= MOST_KEPT) found.set(df, t);
    return t;
  };
}

/** `outside`: mass on both sides together; `normal`: its quantile. Newton's method from there: the tail is convex, so it comes nearer from below with each step. */
function quantileOf(df: number, outside: number, normal: number): number {
  if (df > MANY) return normal;
  const logScale = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(Math.PI * df) / 2;
  const scale = minusLogBeta(df / 2, 0.5);
  let t = normal;
  for (let i = 0; i < 100; i++) {
    const density = Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const step = (incompleteBeta(df / (df + t * t), df / 2, 0.5, scale) - outside) / (2 * density);
    t += step;
    if (Math.abs(step) < 1e-12 * t) break;
  }
  return t;
}

/** P(|T| > t) for t ≥ 0. */
export function twoSided(t: number, df: number): number {
  const many = Math.min(df, MANY);
  return incompleteBeta(many / (many + t * t), many / 2, 0.5);
}
