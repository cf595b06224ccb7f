/** The rows of runs on the disk. Pure but for what `openRun` has read. */
import { type TrialSpec, trialId } from '../record/spec.ts';
import type { RunOnDisk } from '../run/run-on-disk.ts';
import { type ConfigurationRow, rowsOf } from './rows.ts';

export const rowsOfRun = ({ manifest, records }: RunOnDisk): ConfigurationRow[] =>
  rowsOf(manifest.plan, records, Object.keys(manifest.bench.set ?? {}));

/** The rows of several runs as if they were one; of a trial that two of them hold, the later run's record counts. */
export function rowsOfRuns(runs: readonly RunOnDisk[]): ConfigurationRow[] {
  const plan = new Map<string, TrialSpec>(
    runs.flatMap(({ manifest }) => manifest.plan.map((spec) => [trialId(spec), spec] as const)),
  );
  return rowsOf(
    [...plan.values()],
    runs.flatMap(({ records }) => records),
  );
}
