/** Which trials are still to run, and which of them are timed. Pure. */
import {
  type TimedTrials,
  type TrialRecord,
  type TrialSpec,
  configurationId,
  trialId,
} from '@adaptbench/results';

/** Done and skipped trials are over; failed ones are over unless they are to be retried. Keeps the plan's order. */
export function pending(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  retryFailed: boolean,
): TrialSpec[] {
  const over = new Set(records.filter((r) => r.state !== 'failed' || !retryFailed).map((r) => r.id));
  return plan.filter((spec) => !over.has(trialId(spec)));
}

/** Configurations whose requests have been timed. */
export const timedIn = (records: readonly TrialRecord[]): Set<string> =>
  new Set(records.flatMap((r) => (hasTimes(r) ? [configurationId(r.spec)] : [])));

export const hasTimes = (record: TrialRecord): boolean => record.state === 'done' && Boolean(record.timing);

/**
 * Whether a trial that is about to run has to be timed. Seeds do not change what a request costs, so one of them is enough.
 * `already`: configurations that were timed, or of which another shard has the first seed.
 */
export function isTimed(spec: TrialSpec, which: TimedTrials, already: ReadonlySet<string>): boolean {
  if (spec.screen !== undefined) return false;
  switch (which) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'first-seed':
      return !already.has(configurationId(spec));
  }
}
