/** What the times of a pair come to: rates, and their ratio by rounds. Pure. */
import { type Ratio, type Took, clockOf, quantile, ratioOf } from '@adaptbench/results';

export interface Side {
  readonly flops: number;
  readonly length: number;
  readonly trainable: number;
  /** Each step, in the order made. */
  readonly took: readonly Took[];
}

export interface Pair {
  readonly rows: number;
  readonly tokens: number;
  readonly threads: number;
  readonly reference: Side;
  readonly variant: Side;
  readonly peakRssBytes: number;
}

/** Of the requirement: within these the FLOP count predicts the throughput. */
const BAND = { low: 0.8, high: 1.3 } as const;

/** Milliseconds of each step by the clock that counts. */
export const timesOf = ({ threads }: Pick<Pair, 'threads'>, { took }: Side): readonly number[] =>
  took.map(clockOf(threads).ms);

/** (FLOPs / ms of the variant) / (FLOPs / ms of LoRA), by rounds: 1 where the FLOPs predict the time from LoRA's rate. */
export function predicted(pair: Pair): Ratio {
  const { reference, variant } = pair;
  const aFlop = (side: Side): number[] => timesOf(pair, side).map((ms) => ms / side.flops);
  return ratioOf(aFlop(reference), aFlop(variant));
}

/** Of the median step. */
export const gflopPerSecond = (pair: Pair, side: Side): number =>
  side.flops / quantile(timesOf(pair, side), 0.5) / 1e6;

export const within = ({ ratio }: Ratio): boolean => ratio >= BAND.low && ratio <= BAND.high;
