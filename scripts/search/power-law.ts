/** The loss at the end of a training as a power law of its steps foretells it: a + b t^−c through the losses so far, by least squares. */
import type { Observation } from '@adaptbench/harness';

const EXPONENTS = [0.25, 0.5, 1, 2] as const;

/** Infinite where there are too few losses to tell. */
export function lossAtEnd(looks: readonly Observation[]): number {
  const one = looks.at(-1);
  if (one === undefined || one.losses.length < 4) return one?.losses.length === 0 ? 0 : Infinity;
  const n = one.losses.length;
  const end = n / one.share;
  let found = { error: Infinity, value: Infinity };
  for (const c of EXPONENTS) {
    const xs = one.losses.map((_, i) => (i + 1) ** -c);
    const [mx, my] = [mean(xs), mean(one.losses)];
    const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
    const sxy = xs.reduce((sum, x, i) => sum + (x - mx) * (one.losses[i]! - my), 0);
    // A loss that rises foretells no rise.
    const b = Math.max(0, sxy / sxx);
    const a = my - b * mx;
    const error = xs.reduce((sum, x, i) => sum + (one.losses[i]! - a - b * x) ** 2, 0);
    if (error < found.error) found = { error, value: a + b * end ** -c };
  }
  return Math.max(0, found.value);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
