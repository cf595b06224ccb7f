/** Which trials are still to run, and which of them are timed. Pure. */
import {
  type DoneTrial,
  type TimedTrials,
  type TrialRecord,
  type TrialSpec,
  configurationId,
  groupBy,
  rowsOf,
  trialId,
} from '@adaptbench/results';
import { tellsMemory } from '../measure/device-memory.ts';
import { failedToTime } from '../trial/run-trial.ts';

/** Done and skipped trials are over; failed ones are over unless they are to be retried. Keeps the plan's order. */
export function pending(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  retryFailed: boolean,
): TrialSpec[] {
  const over = new Set(records.filter((r) => r.state !== 'failed' || !retryFailed).map((r) => r.id));
  return plan.filter((spec) => !over.has(trialId(spec)));
}

/** Of which trials requests are timed. */
export interface Timing {
  readonly which: TimedTrials;
  /** Configurations of which another shard has the first seed. */
  readonly elsewhere: ReadonlySet<string>;
  /** Whether trials whose timing failed are tried again. */
  readonly retryFailed: boolean;
}

/**
 * Whether a trial has its processes to itself, so that its memory can be told. Where chosen configurations alone are measured, memory of
 * answering is told by the process that times them, and memory of training by a configuration's first seed: seeds do not change it. A look
 * at a paused training tells none: the whole trial does, which trains with batches of the same sizes.
 */
export function measuresMemory(
  plan: readonly TrialSpec[],
  { which, elsewhere }: Pick<Timing, 'which' | 'elsewhere'>,
): (spec: TrialSpec) => boolean {
  // What a device holds is known of a whole process alone.
  const looks = ({ screen, device }: TrialSpec): boolean => screen?.paused === true && !tellsMemory(device);
  if (which !== 'chosen') return (spec) => !looks(spec);
  const first = new Set(groupBy(plan, configurationId).map(([spec]) => trialId(spec!)));
  return (spec) => {
    const trains = spec.training !== null || spec.fits === true;
    const tells = trains && first.has(trialId(spec)) && !elsewhere.has(configurationId(spec));
    return !looks(spec) && (tells || tellsMemory(spec.device) || spec.screen !== undefined);
  };
}

/**
 * The trials whose requests are still to be timed. Seeds do not change what a request costs, so one of a configuration is enough: each
 * list has the trials of one configuration in the plan's order, of which the first that can be timed ends it.
 */
export function toTime(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  { which, elsewhere, retryFailed }: Timing,
): DoneTrial[][] {
  if (which === 'none') return [];
  const byId = new Map(records.map((record) => [record.id, record]));
  const lists = (specs: readonly TrialSpec[]): DoneTrial[][] =>
    groupBy(specs, which === 'all' ? trialId : configurationId).flatMap((sameRequests) => {
      const done = sameRequests.flatMap((spec) => {
        const record = byId.get(trialId(spec));
        return record?.state === 'done' ? [record] : [];
      });
      const open = done.filter((record) => retryFailed || !failedToTime(record));
      return open.length === 0 || done.some(({ timing }) => timing !== null) ? [] : [open];
    });
  const timable = plan.filter(
    (spec) => spec.screen === undefined && (which === 'all' || !elsewhere.has(configurationId(spec))),
  );
  if (which !== 'chosen') return lists(timable);
  const chosen = new Set(
    rowsOf(plan, records).flatMap((row) => (row.chosen ? [configurationId(row.spec)] : [])),
  );
  return lists(timable.filter((spec) => chosen.has(configurationId(spec))));
}
