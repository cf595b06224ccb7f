/** A run from its configuration to its tables. */
import { mkdirSync } from 'node:fs';
import type { BenchConfig } from '../plan/bench.ts';
import { expand, seedsOf, tasksOf } from '../plan/expand.ts';
import { type Stage, stages } from '../plan/halving.ts';
import { checkFolder, defaultFolder, filesOf } from '../run/folder.ts';
import { lockFolder } from '../run/lock.ts';
import { type Manifest, hashes, openSession, readManifest, writeManifest } from '../run/manifest.ts';
import { run } from '../run/run.ts';
import { TrialsLog, readTrials } from '../run/trials-log.ts';
import { groupBy } from '../tables/group.ts';
import { labels } from '../tables/label.ts';
import { taskKey, taskNames } from '../tables/task-name.ts';
import type { TrialRecord } from '../trial/record.ts';
import { endFormer } from '../trial/process-file.ts';
import { type TrialSpec, configurationId, trialId } from '../trial/spec.ts';
import { writeOutputs } from '../writers/outputs.ts';
import { progressWriter } from '../writers/progress.ts';
import { count } from '../writers/text.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import type { ExitCode } from './program.ts';

export interface ExecuteOptions {
  readonly bench: BenchConfig;
  /** null: a new one under `runs`. */
  readonly dir: string | null;
  readonly resume: boolean;
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  /** As typed, for the manifest. */
  readonly command: readonly string[];
}

export async function execute(env: Environment, o: ExecuteOptions): Promise<ExitCode> {
  const { bench } = o;
  const checked = await Promise.all(tasksOf(bench).map(({ input }) => env.tasks.check(input)));
  const whole = expand(bench, env.methods, checked);
  const stagesOf = (records: readonly TrialRecord[]): readonly Stage[] =>
    bench.halving === true ? stages(whole, records) : [{ specs: whole, last: true, name: '' }];
  const plan = stagesOf([]).flatMap((stage) => stage.specs);
  const name = labeller(whole, Object.keys(bench.set ?? {}));
  if (o.dryRun) {
    env.out.write(plan.map((spec) => `${trialId(spec)}  ${name(spec)}\n`).join(''));
    const more = bench.halving === true ? `, the first screening of a sweep of ${whole.length}` : '';
    env.out.write(`${count(plan.length, 'trial')}${more}\n`);
    return 0;
  }
  const dir = o.dir ?? defaultFolder(bench, new Date());
  checkFolder(dir, o.resume);
  await env.preflight(plan[0]!);
  mkdirSync(dir, { recursive: true });
  const release = lockFolder(dir);
  const interrupt = onInterrupt(env.err);
  try {
    // Somebody else may have begun and ended a run here in the meantime.
    checkFolder(dir, o.resume);
    await endFormer(filesOf(dir).work);
    const { plan: ran, records } = await runIn(dir, stagesOf, env, o, name, interrupt.signal);
    if (interrupt.signal.aborted) {
      const over = ran.filter((spec) => records.some((record) => record.id === trialId(spec))).length;
      env.err.write(
        `stopped: ${over} of ${count(ran.length, 'trial')} are safe. Go on with: pnpm bench --resume ${dir}\n`,
      );
      return 130;
    }
    const planned = new Set(ran.map(trialId));
    const ours = records.filter((record) => planned.has(record.id));
    const good =
      ours.some((record) => record.state === 'done') && ours.every((record) => record.state !== 'failed');
    return good ? 0 : 1;
  } catch (error) {
    throw explainFullDisk(error, dir);
  } finally {
    interrupt.stop();
    release();
  }
}

async function runIn(
  dir: string,
  stagesOf: (records: readonly TrialRecord[]) => readonly Stage[],
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
    sessions: [...sessions, { ...session, endedAt }],
    ...hashes(records),
  });
  const log = new TrialsLog(files.trials);
  try {
    let records: readonly TrialRecord[] = earlier;
    for (;;) {
      const stage = known.at(-1);
      if (stage === undefined) throw new Error('internal: a run without a stage');
      writeManifest(files.manifest, manifest(records, null));
      if (stage.name !== '') env.err.write(`${stage.name}\n`);
      records = await run({
        dir,
        plan: stage.specs,
        records,
        retryFailed: o.retryFailed,
        latency: o.bench.latency ?? 'first-seed',
        log,
        work: env.work,
        timeout: o.bench.timeout ?? null,
        signal,
        onEvent: progressWriter(env.err, name),
      });
      if (signal.aborted || stage.last) break;
      known = stagesOf(records);
    }
    const final = manifest(records, new Date().toISOString());
    writeManifest(files.manifest, final);
    env.out.write(
      `\n${writeOutputs(dir, final, records, env.methods, env.out.columns)}\n\nReport: ${files.page}\n`,
    );
    return { plan: planOf(known), records };
  } finally {
    log.close();
  }
}

const planOf = (known: readonly Stage[]): TrialSpec[] => known.flatMap((stage) => stage.specs);

/** Whatever was being written when the disk was full: the trials before are whole, and the run can go on. */
function explainFullDisk(error: unknown, dir: string): unknown {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(root instanceof Error && 'code' in root && root.code === 'ENOSPC')) return error;
  const more = `All trials finished so far are safe. Make room and go on with: pnpm bench --resume ${dir}`;
  return new Error(`the disk is full (${root.message}). ${more}`, { cause: root });
}

/** `lora rank=4 seed 0`; the task before it where there are several. */
function labeller(plan: readonly TrialSpec[], named: readonly string[]): (spec: TrialSpec) => string {
  const byConfiguration = new Map<string, string>();
  const groups = groupBy(plan, (spec) => `${taskKey(spec)} ${spec.method}`);
  const tasks = taskNames(plan);
  for (const own of groups)
    for (const [i, label] of labels(own, named).entries()) {
      const spec = own[i] as TrialSpec;
      const task = tasks.size > 1 ? `${tasks.get(taskKey(spec))}: ` : '';
      byConfiguration.set(configurationId(spec), `${task}${spec.method} ${label}`);
    }
  return (spec) => `${byConfiguration.get(configurationId(spec)) ?? spec.method} seed ${spec.seed}`;
}
