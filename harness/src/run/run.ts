/**
 * Runs what a plan still lacks, and writes each record down as soon as it is known. Trials come first, several at once where that was asked
 * for. Times of single requests come last, one trial at a time with nothing beside it.
 */
import path from 'node:path';
import { type TrialRecord, type TrialSpec, filesOf } from '@adaptbench/results';
import { type TrialOptions, runTrial } from '../trial/run-trial.ts';
import { removeTrainState } from '../trial/train-state.ts';
import type { RunOptions } from './contract.ts';
import { inLanes } from './lanes.ts';
import { measuresMemory, pending } from './pending.ts';
import { timeLeft } from './time-left.ts';
import { timeTrials } from './time-trials.ts';

/** All records, old and new, the last of each trial. An abort ends it early; a trial in progress leaves no record. */
export async function run(options: RunOptions): Promise<TrialRecord[]> {
  const records = new Map(options.records.map((record) => [record.id, record]));
  const keep = (record: TrialRecord): void => {
    options.log.append(record);
    records.set(record.id, record);
  };
  forgetTraining(options.dir, options.records);
  try {
    await runTrials(options, keep);
    await timeTrials(options, [...records.values()], keep, (signal) => processOf(options, signal));
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
  return [...records.values()];
}

async function runTrials(options: RunOptions, keep: (record: TrialRecord) => void): Promise<void> {
  const queue = pending(options.plan, options.records, options.retryFailed);
  const planned = options.plan.length;
  const timeToGo = timeLeft(options.records, queue, options.parallel);
  // What throws in one trial ends the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  options.onEvent({ type: 'begin', planned, toRun: queue.length });
  const measured = measuresMemory(options.plan, options.timing);
  const one = async (spec: TrialSpec, i: number): Promise<void> => {
    const place = planned - queue.length + i + 1;
    timeToGo.begin(spec);
    options.onEvent({ type: 'trial', spec, place, planned });
    const record = await runTrial(spec, {
      ...processOf(options, signal),
      ...(measured(spec) ? {} : { shared: options.shared }),
      onProgress: (phase, progress) => {
        const secondsLeft = (): number | null => timeToGo.seconds();
        const thenTimed = options.timing.which !== 'none';
        options.onEvent({ type: 'progress', spec, place, planned, phase, progress, secondsLeft, thenTimed });
      },
    });
    keep(record);
    forgetTraining(options.dir, [record]);
    timeToGo.end(record);
    options.onEvent({ type: 'end', record, place, planned });
  };
  await inLanes(queue, options.parallel, one, (error) => stop.abort(error));
}

const processOf = (
  { dir, work, timeout, timing }: RunOptions,
  signal: AbortSignal,
): Omit<TrialOptions, 'onProgress'> => ({
  folder: filesOf(dir).work,
  work,
  timeout,
  signal,
  // Chosen ones alone are measured.
  oneProcess: timing.which === 'chosen',
});

/** What is done needs no state to go on from; what failed may be tried again. */
function forgetTraining(dir: string, records: readonly TrialRecord[]): void {
  for (const { id, state } of records)
    if (state !== 'failed') removeTrainState(path.join(filesOf(dir).work, id));
}
