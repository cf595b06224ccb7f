/** Runs what a plan still lacks, one trial at a time, and writes each record down before the next begins. */
import path from 'node:path';
import type { Progress } from '../trial/contract.ts';
import {
  type Phase,
  type TrialRecord,
  type TrialSpec,
  configurationId,
  filesOf,
  type TimedTrials,
  type TrialsLog,
} from '@adaptbench/results';
import { runTrial } from '../trial/run-trial.ts';
import { removeTrainState } from '../trial/train-state.ts';
import { hasTimes, isTimed, pending, timedIn } from './pending.ts';
import { timeLeft } from './time-left.ts';

/** What a watcher hears. `place`: how many of the plan's trials are over, this one included once it ends. */
export type RunEvent =
  | { readonly type: 'begin'; readonly planned: number; readonly toRun: number }
  | { readonly type: 'trial'; readonly spec: TrialSpec; readonly place: number; readonly planned: number }
  | {
      readonly type: 'progress';
      readonly spec: TrialSpec;
      readonly place: number;
      readonly planned: number;
      readonly phase: Phase;
      readonly progress: Progress;
      /** Estimates the rest of the whole run, for whoever shows it; null before the first trial is done. */
      readonly secondsLeft: () => number | null;
    }
  | { readonly type: 'end'; readonly record: TrialRecord; readonly place: number; readonly planned: number };

export interface RunOptions {
  readonly dir: string;
  readonly plan: readonly TrialSpec[];
  /** Records of earlier sessions. */
  readonly records: readonly TrialRecord[];
  readonly retryFailed: boolean;
  readonly latency: TimedTrials;
  /** Configurations that `first-seed` leaves to another shard. */
  readonly timedElsewhere: ReadonlySet<string>;
  readonly log: Pick<TrialsLog, 'append'>;
  readonly work: string;
  readonly timeout: number | null;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** All records, old and new, the last of each trial. An abort ends it early; the trial in progress leaves no record. */
export async function run(o: RunOptions): Promise<TrialRecord[]> {
  const records = new Map(o.records.map((record) => [record.id, record]));
  forgetTraining(o.dir, o.records);
  const queue = pending(o.plan, o.records, o.retryFailed);
  const planned = o.plan.length;
  const left = timeLeft(o.records, queue);
  const timed = new Set([...timedIn(o.records), ...o.timedElsewhere]);
  o.onEvent({ type: 'begin', planned, toRun: queue.length });
  for (const [i, spec] of queue.entries()) {
    const place = planned - queue.length + i + 1;
    const began = performance.now();
    left.begin();
    const secondsLeft = (): number | null => left.seconds((performance.now() - began) / 1000);
    o.onEvent({ type: 'trial', spec, place, planned });
    let record: TrialRecord;
    try {
      record = await runTrial(spec, {
        folder: filesOf(o.dir).work,
        work: o.work,
        timeout: o.timeout,
        timed: isTimed(spec, o.latency, timed),
        signal: o.signal,
        onProgress: (phase, progress) => {
          o.onEvent({ type: 'progress', spec, place, planned, phase, progress, secondsLeft });
        },
      });
    } catch (error) {
      if (o.signal.aborted) break;
      throw error;
    }
    o.log.append(record);
    forgetTraining(o.dir, [record]);
    records.set(record.id, record);
    left.end(record);
    if (hasTimes(record)) timed.add(configurationId(spec));
    o.onEvent({ type: 'end', record, place, planned });
  }
  return [...records.values()];
}

/** What is done needs no state to go on from; what failed may be tried again. */
function forgetTraining(dir: string, records: readonly TrialRecord[]): void {
  for (const { id, state } of records)
    if (state !== 'failed') removeTrainState(path.join(filesOf(dir).work, id));
}
