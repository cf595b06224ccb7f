/** A run from its configuration to its tables. */
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { ConfigError } from '@adaptbench/core';
import {
  type BenchConfig,
  type Shard,
  shardText,
  filesOf,
  type Manifest,
  hashes,
  readManifest,
  writeManifest,
  TrialsLog,
  readTrials,
  taskKey,
  type TrialRecord,
  type JsonObject,
  type TrialSpec,
  trialId,
  count,
} from '@adaptbench/results';
import { expand, seedsOf, tasksOf } from '../plan/expand.ts';
import { type SplitSizes, type Stage, stages } from '../plan/halving.ts';
import { threadsNote } from '../plan/threads.ts';
import { firstElsewhere, shardOf } from '../plan/shard.ts';
import { checkFolder, defaultFolder } from '../run/folder.ts';
import { lockFolder } from '../run/lock.ts';
import { openSession } from '../run/session.ts';
import { run } from '../run/run.ts';
import { endFormer } from '../trial/process-file.ts';
import type { CheckedTask } from '../tasks.ts';
import { dataNotes, writeOutputs } from '@adaptbench/report';
import { progressWriter } from '../run/progress.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import type { ExitCode } from './program.ts';
import { trialNames } from './trial-names.ts';

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
  /** The trials of an earlier run, which this one repeats; left out: those that `bench` asks for. */
  readonly repeated?: { readonly plan: readonly TrialSpec[]; readonly as: NonNullable<Manifest['repeats']> };
  /** Hears of each record as soon as it is on the disk. */
  readonly onRecord?: (record: TrialRecord) => void;
}

export interface Executed {
  readonly code: ExitCode;
  readonly dir: string;
  readonly records: readonly TrialRecord[];
}

export async function execute(env: Environment, o: ExecuteOptions): Promise<Executed> {
  const { bench } = o;
  const mine = partOf(o);
  const { specs: whole, sizes } =
    o.repeated === undefined ? await planned(env, bench) : await repeated(env, o.repeated.plan);
  const stagesOf = (records: readonly TrialRecord[]): readonly Stage[] =>
    bench.halving === true && sizes !== null
      ? stages(whole, records, sizes)
      : [{ specs: whole, last: true, name: '' }];
  const plan = stagesOf([]).flatMap((stage) => stage.specs);
  const name = trialNames(whole, Object.keys(bench.set ?? {}));
  const note = threadsNote(mostThreads(mine(plan)), os.availableParallelism());
  if (note !== null) env.err.write(`${note}\n`);
  if (o.dryRun) {
    env.out.write(
      mine(plan)
        .map((spec) => `${trialId(spec)}  ${name(spec)}\n`)
        .join(''),
    );
    const more = bench.halving === true ? `, the first screening of a sweep of ${whole.length}` : '';
    env.out.write(`${count(mine(plan).length, 'trial')}${more}\n`);
    return { code: 0, dir: o.dir ?? '', records: [] };
  }
  const dir = o.dir ?? defaultFolder(bench, new Date(), o.shard);
  checkFolder(dir, o.resume);
  await env.preflight(mine(plan)[0]!);
  mkdirSync(dir, { recursive: true });
  const release = lockFolder(dir);
  const interrupt = onInterrupt(env);
  try {
    // Somebody else may have begun and ended a run here in the meantime.
    checkFolder(dir, o.resume);
    await endFormer(filesOf(dir).work);
    const { plan: ran, records } = await runIn(dir, { stagesOf, mine }, env, o, name, interrupt.signal);
    if (interrupt.signal.aborted) {
      const over = ran.filter((spec) => records.some((record) => record.id === trialId(spec))).length;
      env.err.write(
        `stopped: ${over} of ${count(ran.length, 'trial')} are safe. Go on with: ${resumption(o, dir)}\n`,
      );
      return { code: 130, dir, records };
    }
    const planned = new Set(ran.map(trialId));
    const ours = records.filter((record) => planned.has(record.id));
    const good =
      ours.some((record) => record.state === 'done') && ours.every((record) => record.state !== 'failed');
    return { code: good ? 0 : 1, dir, records };
  } catch (error) {
    throw explainFullDisk(error, resumption(o, dir));
  } finally {
    interrupt.stop();
    release();
  }
}

const mostThreads = (plan: readonly TrialSpec[]): number | null =>
  plan.reduce<number | null>(
    (most, { threads }) => (threads === null ? most : Math.max(most ?? 0, threads)),
    null,
  );

interface Planned {
  readonly specs: readonly TrialSpec[];
  readonly sizes: (spec: TrialSpec) => SplitSizes;
}

async function planned(env: Environment, bench: BenchConfig): Promise<Planned> {
  const checked = await checkTasks(
    env,
    tasksOf(bench).map(({ input }) => input),
  );
  const sizes = new Map(checked.map((task) => [taskKey({ task: task.spec }), task.sizes]));
  return {
    specs: expand(bench, env.methods, checked),
    sizes(spec) {
      const found = sizes.get(taskKey(spec));
      if (found === undefined) throw new Error('internal: a task was not checked');
      return found;
    },
  };
}

/** The same trials again; their sizes are not asked for. */
async function repeated(
  env: Environment,
  plan: readonly TrialSpec[],
): Promise<{ readonly specs: readonly TrialSpec[]; readonly sizes: null }> {
  const tasks = new Map(plan.map((spec) => [taskKey(spec), spec.task]));
  await checkTasks(env, [...tasks.values()]);
  return { specs: plan, sizes: null };
}

/** Reads the data once, and tells what was decided about them before anything runs. */
async function checkTasks(env: Environment, inputs: readonly JsonObject[]): Promise<readonly CheckedTask[]> {
  const checked = await Promise.all(inputs.map((input) => env.tasks.check(input)));
  const told = dataNotes(checked);
  if (told !== '') env.err.write(told);
  return checked;
}

/** What of a plan is to run here. Throws ConfigError where it cannot be split. */
function partOf({ shard, bench }: ExecuteOptions): (plan: readonly TrialSpec[]) => readonly TrialSpec[] {
  if (shard === null) return (plan) => plan;
  if (bench.halving === true)
    throw new ConfigError(
      `--shard ${shardText(shard)}: a sweep that is halved goes by all of its results. Leave out one of the two.`,
    );
  return (plan) => shardOf(plan, shard);
}

async function runIn(
  dir: string,
  {
    stagesOf,
    mine,
  }: {
    readonly stagesOf: (records: readonly TrialRecord[]) => readonly Stage[];
    readonly mine: (plan: readonly TrialSpec[]) => readonly TrialSpec[];
  },
  env: Environment,
  o: ExecuteOptions,
  name: (spec: TrialSpec) => string,
  signal: AbortSignal,
): Promise<{ readonly plan: readonly TrialSpec[]; readonly records: readonly TrialRecord[] }> {
  const files = filesOf(dir);
  const earlier = readTrials(files.trials);
  const sessions = readManifest(files.manifest)?.sessions ?? [];
  const session = await openSession(o.command);
  let known = stagesOf(earlier);
  const manifest = (records: readonly TrialRecord[], endedAt: string | null): Manifest => ({
    format: 1,
    bench: o.bench,
    seeds: seedsOf(o.bench),
    plan: planOf(known),
    ...(o.shard === null ? {} : { shard: o.shard }),
    ...(o.repeated === undefined ? {} : { repeats: o.repeated.as }),
    sessions: [...sessions, { ...session, endedAt }],
    ...hashes(records),
  });
  const progress = progressWriter(env.err, name);
  // First of all, so that whatever is cut off can be resumed.
  writeManifest(files.manifest, manifest(earlier, null));
  const log = new TrialsLog(files.trials);
  try {
    const work = await env.work(files.program).catch(async (error: unknown) => {
      // Ctrl-C reaches the compiler's process as well, which then fails, perhaps before this one has heard of it.
      await sleep(100);
      if (signal.aborted) return '';
      throw error;
    });
    let records: readonly TrialRecord[] = earlier;
    while (!signal.aborted) {
      const stage = known.at(-1);
      if (stage === undefined) throw new Error('internal: a run without a stage');
      if (stage.name !== '') env.err.write(`${stage.name}\n`);
      records = await run({
        dir,
        plan: mine(stage.specs),
        records,
        retryFailed: o.retryFailed,
        latency: o.bench.latency ?? 'first-seed',
        timedElsewhere: firstElsewhere(stage.specs, mine(stage.specs)),
        log,
        work,
        timeout: o.bench.timeout ?? null,
        signal,
        onEvent(event) {
          progress(event);
          if (event.type === 'end') o.onRecord?.(event.record);
        },
      });
      if (signal.aborted || stage.last) break;
      known = stagesOf(records);
      writeManifest(files.manifest, manifest(records, null));
    }
    const final = manifest(records, new Date().toISOString());
    writeManifest(files.manifest, final);
    env.out.write(
      `\n${writeOutputs(dir, final, records, env.methods, env.out.columns)}\n\nReport: ${files.page}\n`,
    );
    return { plan: mine(planOf(known)), records };
  } finally {
    log.close();
    rmSync(files.program, { recursive: true, force: true });
  }
}

const planOf = (known: readonly Stage[]): TrialSpec[] => known.flatMap((stage) => stage.specs);

/** The command that goes on. */
const resumption = ({ repeated }: ExecuteOptions, dir: string): string =>
  `pnpm bench ${repeated === undefined ? '' : `repeat ${repeated.as.run} `}--resume ${dir}`;

/** Whatever was being written when the disk was full: the trials before are whole, and the run can go on. */
function explainFullDisk(error: unknown, resume: string): unknown {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(root instanceof Error && 'code' in root && (root.code === 'ENOSPC' || root.code === 'EDQUOT')))
    return error;
  // Where it was said in words already: without their mend.
  const told = error instanceof Error ? /^.*\((ENOSPC|EDQUOT)\)/s.exec(error.message)?.[0] : undefined;
  const more = `All trials finished so far are safe. Make room and go on with: ${resume}`;
  return new Error(`${told ?? `the disk is full (${root.message})`}. ${more}`, { cause: root });
}
