/** Times of requests that were never made. */
import { timingOf } from '../stats/timing.ts';
import type { LatencyPass, RequestTimes } from '../record/timing.ts';
import type { TrialSpec } from '../record/spec.ts';

/** The same for all seeds. */
export function timingFixture(spec: TrialSpec): LatencyPass {
  const times = (ms: number): RequestTimes => ({
    item: timingOf(Array.from({ length: 80 }, (_, i) => ms + i / 8)),
    firstToken: timingOf(Array.from({ length: 80 }, (_, i) => ms - 1 + i / 8)),
    perToken: timingOf(Array.from({ length: 80 }, (_, i) => ms / 10 + i / 80)),
    promptTokens: 80,
    generatedTokens: 16,
  });
  const tuned = spec.training !== null;
  return {
    alone: times(20),
    cached: tuned ? null : { ...times(8), sharedTokens: 64 },
    merged: tuned
      ? { ...times(18), maxLogitDifference: 2e-5, answersChanged: 0, answersCompared: 80, loadMs: 400 }
      : null,
    throughput: { batch: 32, itemsPerSecond: 60, n: 10 },
    switchMs: tuned ? 3 : null,
    warmups: 3,
  };
}
