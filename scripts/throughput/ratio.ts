/** What the times of a pair come to: rates, and their ratio by rounds. Pure. */
import { quantile, quantileInterval } from '@adaptbench/harness';

export interface Side {
  readonly flops: number;
  readonly length: number;
  readonly trainable: number;
  /** Of each step, in the order made: milliseconds by the clock on the wall, and those in which the process had a processor. */
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

export interface Pair {
  readonly rows: number;
  readonly tokens: number;
  readonly threads: number;
  readonly reference: Side;
  readonly variant: Side;
  readonly peakRssBytes: number;
}

/** Throughput as a multiple of what the FLOP count predicts from LoRA's rate. */
export interface Predicted {
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly rounds: number;
}

/** Of the requirement: within these the FLOP count predicts the throughput. */
export const BAND = { low: 0.8, high: 1.3 } as const;

/**
 * The times that count. A process with one thread that waits for a processor does nothing, so its processor time is what a step takes
 * when nothing else runs; several threads burn theirs while they wait for each other, so there the wall's clock counts.
 */
export const timesOf = ({ threads }: Pick<Pair, 'threads'>, side: Side): readonly number[] =>
  threads === 1 ? side.cpuMs : side.wallMs;

/**
 * (FLOPs / ms of the variant) / (FLOPs / ms of LoRA) for each round's two neighbouring steps: the median, and its 95 % interval between
 * two order statistics.
 */
export function predicted(pair: Pair): Predicted {
  const { reference, variant } = pair;
  const before = timesOf(pair, reference);
  const ratios = timesOf(pair, variant).map((ms, i) => variant.flops / ms / (reference.flops / before[i]!));
  return { ratio: quantile(ratios, 0.5), ...quantileInterval(ratios, 0.5), rounds: ratios.length };
}

/** Of the median step. */
export const gflopPerSecond = (pair: Pair, side: Side): number =>
  side.flops / quantile(timesOf(pair, side), 0.5) / 1e6;

export const within = ({ ratio }: Predicted): boolean => ratio >= BAND.low && ratio <= BAND.high;
