/** What a configuration needs to run and to be made, each as an estimate with its interval. null: nobody measured it. */
import { type Estimate, intervalEstimate, meanEstimate } from '../stats/estimate.ts';
import type { Timing } from '../stats/timing.ts';
import type { DoneTrial, LatencyPass } from '../record/record.ts';
import { aboveIdle } from './memory.ts';
import type { Row } from './rows.ts';

/** How requests are served. */
export type Serving = 'alone' | 'best' | 'batch';

export const servings: Readonly<Record<Serving, string>> = {
  alone: 'one at a time',
  best: 'one at a time, at its fastest',
  batch: 'in batches',
};

/** Milliseconds of a request: the median of single requests, in batches the mean. */
export function requestMs(row: Row, serving: Serving): Estimate | null {
  const pass = row.done.find((trial) => trial.timing)?.timing;
  switch (serving) {
    case 'alone':
      return pass ? median(pass.alone.item) : overSeeds(row, ({ latency }) => latency?.itemMs?.p50);
    case 'best':
      return pass ? fastest(pass) : null;
    case 'batch':
      return pass
        ? intervalEstimate(1000 / pass.throughput.itemsPerSecond, null, null)
        : overSeeds(row, ({ latency }) => latency && 1000 / latency.throughputItemsPerSecond);
  }
}

/** The whole prompt read, its shared beginning kept, or the patch folded in: whatever has the lowest median. */
function fastest({ alone, cached, merged }: LatencyPass): Estimate {
  const all = [alone, cached, merged].flatMap((times) => (times ? [times.item] : []));
  return median(all.toSorted((a, b) => a.p50 - b.p50)[0] ?? alone.item);
}

const median = ({ p50, p50Low, p50High }: Timing): Estimate => intervalEstimate(p50, p50Low, p50High);

/** Seconds; null where nothing was trained. */
export const trainingSeconds = (row: Row): Estimate | null =>
  overSeeds(row, ({ training }) => training?.seconds);

export const trains = (row: Row): boolean => row.done.some(({ training }) => training !== null);

/** Where the bar of a peak ends: peaks have no interval, only a lowest and a highest over seeds. */
export interface Peak {
  /** The highest over seeds, MiB. */
  readonly value: number;
  readonly low: number;
}

/** Memory above idle: of answering, of training, and the most of both. */
export const inferencePeak = (row: Row): Peak | null =>
  peak(row, ({ memory }) => aboveIdle('inference', memory));
export const trainingPeak = (row: Row): Peak | null =>
  peak(row, ({ memory }) => aboveIdle('training', memory));
export const wholePeak = (row: Row): Peak | null =>
  peak(row, ({ memory }) => {
    const both = [aboveIdle('inference', memory), aboveIdle('training', memory)];
    const known = both.filter((bytes) => typeof bytes === 'number');
    return known.length === 0 ? null : Math.max(...known);
  });

function peak(row: Row, bytes: (trial: DoneTrial) => number | null | undefined): Peak | null {
  const all = row.done.flatMap((trial) => bytes(trial) ?? []).map((b) => b / 2 ** 20);
  return all.length === 0 ? null : { value: Math.max(...all), low: Math.min(...all) };
}

function overSeeds(row: Row, value: (trial: DoneTrial) => number | null | undefined): Estimate | null {
  return meanEstimate(row.done.flatMap((trial) => value(trial) ?? []));
}
