/** The stages of a run, one after the other, in its folder: program, manifest, trials, tables. */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeOutputs } from '@adaptbench/report';
import {
  type BenchConfig,
  type Manifest,
  type Shard,
  type TrialRecord,
  type TrialSpec,
  TrialsLog,
  filesOf,
  hashes,
  readManifest,
  readTrials,
  trialId,
  writeManifest,
} from '@adaptbench/results';
import { traitsOf } from '../engines.ts';
import { seedsOf } from '../plan/expand.ts';
import { distinctBy } from '../plan/grid.ts';
import type { Stage } from '../plan/search/stages.ts';
import { type SharedProcesses, sharedProcesses } from '../trial/shared-processes.ts';
import { firstElsewhere } from '../plan/shard.ts';
import { trialsAtOnce } from '../plan/threads.ts';
import { progressWriter } from '../run/progress.ts';
import { run } from '../run/run.ts';
import { openSession } from '../run/session.ts';
import type { Environment } from './environment.ts';
import type { RunPlan } from './run-plan.ts';

export interface ExecuteOptions {
  readonly bench: BenchConfig;
  /** null: a new one under `runs`. */
  readonly dir: string | null;
  readonly resume: boolean;
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  /** null: all of the plan. */
  readonly shard: Shard | null;
  /** As typed, for the manifest. */
  readonly command: readonly string[];
  /** The trials of an earlier run, which this one repeats; left out where the trials are those that `bench` asks for. */
  readonly repeated?: { readonly plan: readonly TrialSpec[]; readonly as: NonNullable<Manifest['repeats']> };
  /** Hears of each record as soon as it is on the disk. */
  readonly onRecord?: (record: TrialRecord) => void;
}

/** The folder is locked by now. */
export interface OpenRun {
  readonly dir: string;
  readonly plan: RunPlan;
  readonly options: ExecuteOptions;
  /** Version of the engine. */
  readonly engine: string;
  readonly signal: AbortSignal;
}

/** The trials that were to run here, and the records of all. An abort ends it early, with the tables of what is done. */
export async function runStages(
  env: Environment,
  { dir, plan, options, engine, signal }: OpenRun,
): Promise<{ readonly specs: readonly TrialSpec[]; readonly records: readonly TrialRecord[] }> {
  const files = filesOf(dir);
  let records: readonly TrialRecord[] = readTrials(files.trials);
  let stages = plan.stages(records);
  const manifest = await manifestOf(files.manifest, options, engine, plan.choice);
  // First of all, so that a run can be resumed wherever it is cut.
  writeManifest(files.manifest, manifest(stages, records, null));
  const progress = progressWriter(env.err, plan.name);
  const log = new TrialsLog(files.trials);
  let shared: SharedProcesses | null = null;
  try {
    const work = await compiled(env, files.program, signal);
    shared = sharedProcesses(work);
    while (!signal.aborted) {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error('internal: a run without a stage');
      if (stage.name !== '') env.err.write(`${stage.name}\n`);
      const specs = plan.here(stage.specs);
      records = await run({
        dir,
        plan: specs,
        records,
        retryFailed: options.retryFailed,
        timing: {
          which: stage.timed === false ? 'none' : (options.bench.latency ?? 'first-seed'),
          elsewhere: firstElsewhere(stage.specs, specs),
        },
        parallel: trialsAtOnce(options.bench, traitsOf(plan.specs[0]!).card, availableParallelism()),
        log,
        work,
        shared,
        timeout: options.bench.timeout ?? null,
        signal,
        onEvent(event) {
          progress(event);
          if (event.type === 'end') options.onRecord?.(event.record);
        },
      });
      if (signal.aborted || stage.last) break;
      stages = plan.stages(records);
      writeManifest(files.manifest, manifest(stages, records, null));
    }
    const final = manifest(stages, records, new Date().toISOString());
    writeManifest(files.manifest, final);
    const tables = writeOutputs(dir, final, records, env.methods, env.out.columns);
    env.out.write(`\n${tables}\n\nReport: ${files.page}\n`);
    return { specs: plan.here(final.plan), records };
  } finally {
    await shared?.end();
    log.close();
    rmSync(files.program, { recursive: true, force: true });
  }
}

/** The manifest of a run as far as it is, with the sessions before this one. */
async function manifestOf(
  file: string,
  { bench, shard, repeated, command }: ExecuteOptions,
  engine: string,
  choice: RunPlan['choice'],
): Promise<(stages: readonly Stage[], records: readonly TrialRecord[], endedAt: string | null) => Manifest> {
  const before = readManifest(file)?.sessions ?? [];
  const session = await openSession(command, engine, choice);
  return (stages, records, endedAt) => ({
    format: 1,
    bench,
    seeds: seedsOf(bench),
    plan: distinctBy(
      stages.flatMap((stage) => stage.specs),
      trialId,
    ),
    ...(shard === null ? {} : { shard }),
    ...(repeated === undefined ? {} : { repeats: repeated.as }),
    sessions: [...before, { ...session, endedAt }],
    ...hashes(records),
  });
}

/** URL of the program of trials' processes. */
async function compiled(env: Environment, folder: string, signal: AbortSignal): Promise<string> {
  try {
    return await env.work(folder);
  } catch (error) {
    // Ctrl-C reaches the compiler's process as well, which then fails, perhaps before this one has heard of it.
    await sleep(100);
    if (signal.aborted) return '';
    throw error;
  }
}
