/** Which trials are still to run, and how long that may take. Pure. */
import type { TrialRecord } from '../trial/record.ts';
import { type TrialSpec, configurationId, trialId } from '../trial/spec.ts';

/** Done and skipped trials are over; failed ones are over unless they are to be retried. Keeps the plan's order. */
export function pending(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  retryFailed: boolean,
): TrialSpec[] {
  const over = new Set(records.filter((r) => r.state !== 'failed' || !retryFailed).map((r) => r.id));
  return plan.filter((spec) => !over.has(trialId(spec)));
}

/** Which trials have their requests timed; `first-seed`: the first done of each configuration. */
export type TimedTrials = 'first-seed' | 'all' | 'none';

/**
 * Whether a trial that is about to run has to be timed. Seeds do not change what a request costs, so one of them is enough.
 * `elsewhere`: configurations of which another shard has the first seed.
 */
export function isTimed(
  spec: TrialSpec,
  records: readonly TrialRecord[],
  which: TimedTrials,
  elsewhere: ReadonlySet<string> = new Set(),
): boolean {
  if (spec.screen !== undefined) return false;
  switch (which) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'first-seed': {
      const id = configurationId(spec);
      return (
        !elsewhere.has(id) &&
        !records.some((r) => r.state === 'done' && r.timing && configurationId(r.spec) === id)
      );
    }
  }
}

/**
 * Seconds until all of `rest` are through: each as long as its configuration's trials took so far, else its method's, else any;
 * null while no trial is done. `elapsed`: seconds that the first of `rest` runs already.
 */
export function secondsLeft(
  records: readonly TrialRecord[],
  rest: readonly TrialSpec[],
  elapsed: number,
): number | null {
  const finished = records.filter((r) => r.state === 'done');
  if (finished.length === 0) return null;
  const like = (key: (spec: TrialSpec) => string) => meansBy(finished, key);
  const [same, kin, any] = [like(configurationId), like((spec) => spec.method), like(() => '')];
  const expected = rest.map(
    (spec) => same.get(configurationId(spec)) ?? kin.get(spec.method) ?? any.get('') ?? 0,
  );
  const [current = 0, ...later] = expected;
  return Math.max(0, current - elapsed) + later.reduce((sum, s) => sum + s, 0);
}

function meansBy(records: readonly TrialRecord[], key: (spec: TrialSpec) => string): Map<string, number> {
  const groups = new Map<string, number[]>();
  for (const { spec, seconds } of records) groups.set(key(spec), [...(groups.get(key(spec)) ?? []), seconds]);
  return new Map([...groups].map(([k, all]) => [k, all.reduce((a, b) => a + b, 0) / all.length]));
}
