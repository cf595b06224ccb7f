/** How requests are answered where a decision is reckoned: each way with the figure that is a request's time. */
import type { Figure } from '../figures/figure.ts';
import { batchedRequest, fastestRequest, itemP50, trainingTime } from '../figures/time.ts';
import { estimateOf } from '../figures/read.ts';
import { type Estimate, scaled } from '../stats/estimate.ts';
import type { ConfigurationRow } from './rows.ts';

export type Answering = 'alone' | 'best' | 'batch';

export const answerings: Readonly<Record<Answering, { readonly words: string; readonly figure: Figure }>> = {
  alone: { words: 'one at a time', figure: itemP50 },
  best: { words: 'one at a time, at its fastest', figure: fastestRequest },
  batch: { words: 'in batches', figure: batchedRequest },
};

/** Milliseconds; null where it was not measured. */
export const requestMs = (row: ConfigurationRow, answering: Answering): Estimate | null =>
  estimateOf(answerings[answering].figure, row);

/** null where nothing was trained. */
export function trainingSeconds(row: ConfigurationRow): Estimate | null {
  const ms = estimateOf(trainingTime, row);
  return ms && scaled(ms, 1 / trainingTime.unit.per);
}

export const trains = (row: ConfigurationRow): boolean =>
  row.done.some(({ training, fitting }) => training !== null || fitting !== undefined);
