/** Student's t for intervals and tests that rest on few seeds. */
import { incompleteBeta } from './beta.ts';
import { z95 } from './wilson.ts';

/** From here on the normal distribution: its quantiles differ by 1e-6. */
const MANY = 1e6;

/** The 0.975 quantile of t with `df` > 0 degrees of freedom (need not be whole). `t95(1)` = 12.71, `t95(Infinity)` = 1.96. */
export const t95 = (df: number): number => (df > MANY ? z95 : rootOf((t) => twoSided(t, df) - 0.05));

/** P(|T| > t) for t ≥ 0. */
export function twoSided(t: number, df: number): number {
  const many = Math.min(df, MANY);
  return incompleteBeta(many / (many + t * t), many / 2, 0.5);
}

/** Where a falling function of t ≥ 0, positive at 0, becomes negative: by bisection. */
export function rootOf(falling: (t: number) => number): number {
  let [low, high] = [0, 1];
  while (falling(high) > 0) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
