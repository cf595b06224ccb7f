/** Which engine would be taken for what: the fastest that was measured, and why. Pure. */
import type { ProductRate } from './measure.ts';

export interface Measured {
  readonly name: string;
  /** A device that a processor plays is no choice. */
  readonly software: boolean;
  /** Many rows, as in training and reading. */
  readonly many: ProductRate;
  /** One row, as in decoding. */
  readonly one: ProductRate;
}
export interface Choice {
  readonly purpose: 'training and reading' | 'decoding';
  readonly name: string;
  readonly why: string;
}

/** Within so much of the fastest the first of the list stays: what is usual is worth as much. */
const WORTH_CHANGING = 1.1;

/** `measured`: the first is what is used where nothing is named. */
export function choices(measured: readonly Measured[]): Choice[] {
  const real = measured.filter(({ software }) => !software);
  const chosen = (rate: (m: Measured) => number): Measured => {
    const fastest = real.reduce((a, b) => (rate(b) > rate(a) ? b : a));
    return rate(fastest) > WORTH_CHANGING * rate(real[0]!) ? fastest : real[0]!;
  };
  const training = chosen(({ many }) => many.gflopPerSecond);
  const decoding = chosen(({ one }) => one.gbPerSecond);
  const others = (rate: (m: Measured) => number, but: Measured): string =>
    real
      .filter((m) => m !== but)
      .map((m) => `${m.name} ${rate(m).toFixed(0)}`)
      .join(', ');
  const why = (rate: (m: Measured) => number, unit: string, of: Measured): string =>
    `${rate(of).toFixed(0)} ${unit}${real.length > 1 ? ` (${others(rate, of)})` : ''}`;
  return [
    {
      purpose: 'training and reading',
      name: training.name,
      why: why(({ many }) => many.gflopPerSecond, 'GFLOP/s', training),
    },
    {
      purpose: 'decoding',
      name: decoding.name,
      why: why(({ one }) => one.gbPerSecond, 'GB/s of weights', decoding),
    },
  ];
}
