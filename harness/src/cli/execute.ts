/** A run from its configuration to its tables, step by step. */
import os from 'node:os';
import {
  type TrialRecord,
  type TrialSpec,
  count,
  filesOf,
  readManifest,
  readTrials,
  trialId,
  writeWhole,
} from '@adaptbench/results';
import { estimateText } from '../estimate/text.ts';
import { threadsNote } from '../plan/threads.ts';
import { shortened } from '../preview/text.ts';
import { checkFolder, defaultFolder, makeFolder } from '../run/folder.ts';
import { gradedAnew } from '../run/graded-anew.ts';
import { lockFolder } from '../run/lock.ts';
import { pending } from '../run/pending.ts';
import { endFormer } from '../trial/process-file.ts';
import { budgeted } from './budgeted.ts';
import type { ExitCode } from './command.ts';
import { engineKept, explainMissing } from './engine-of-run.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import { previewed } from './previewed.ts';
import { type RunPlan, planOf, repeatedPlan } from './run-plan.ts';
import { type ExecuteOptions, runStages } from './run-stages.ts';

export interface Executed {
  readonly code: ExitCode;
  readonly dir: string;
  readonly records: readonly TrialRecord[];
}

export async function execute(env: Environment, options: ExecuteOptions): Promise<Executed> {
  const { bench, resume, shard, repeated } = options;
  const kept = resume && options.dir !== null ? engineKept(options.dir, bench) : null;
  const whole =
    repeated === undefined
      ? await planOf(env, { bench, shard, kept, runs: true })
      : await repeatedPlan(env, bench, repeated.plan);
  if (resume && options.dir !== null) {
    const before = readManifest(filesOf(options.dir).manifest)?.plan ?? [];
    for (const line of gradedAnew(before, whole.specs)) env.err.write(`${line}\n`);
  }
  const { plan, course } = await budgeted(env, whole, options);
  const first = plan.here(plan.stages([]).flatMap((stage) => stage.specs));
  const note = threadsNote(mostThreads(first), os.availableParallelism());
  if (note !== null) env.err.write(`${note}\n`);
  if (plan.choice !== null) env.err.write(`Engine: ${plan.choice.why}.\n`);
  if (options.dryRun) {
    const records = resume && options.dir !== null ? readTrials(filesOf(options.dir).trials) : [];
    const toRun = (specs: readonly TrialSpec[]) => pending(specs, records, options.retryFailed);
    env.out.write(await previewed(env, plan, plan.specs));
    env.out.write(
      listed(plan, toRun(first), {
        over: first.length - toRun(first).length,
        searched: bench.search === true,
      }),
    );
    if (course !== null && toRun(plan.specs).length > 0)
      env.out.write(estimateText(toRun(plan.specs), course));
    return { code: 0, dir: options.dir ?? '', records: [] };
  }
  const dir = options.dir ?? defaultFolder(bench, new Date(), shard);
  checkFolder(dir, resume);
  const engine = await env.preflight(first[0]!).catch((error: unknown) => {
    const before = repeated?.as.run ?? (kept === null ? undefined : dir);
    throw before === undefined ? error : explainMissing(error, before, first[0]!);
  });
  const preview = resume ? '' : await previewed(env, plan, plan.onOwnData);
  makeFolder(dir);
  const release = lockFolder(dir);
  const interrupt = onInterrupt(env);
  const { signal } = interrupt;
  try {
    // Another program may have begun and ended a run here in the meantime.
    checkFolder(dir, resume);
    await endFormer(filesOf(dir).work);
    if (preview !== '') {
      writeWhole(filesOf(dir).preview, preview);
      env.err.write(`${shortened(preview, filesOf(dir).preview)}\n`);
    }
    const { specs, records } = await runStages(env, { dir, plan, options, engine, signal });
    if (signal.aborted) env.err.write(stopped(specs, records, resumption(options, dir)));
    return { code: signal.aborted ? 130 : codeOf(specs, records), dir, records };
  } catch (error) {
    throw explainFullDisk(error, resumption(options, dir));
  } finally {
    interrupt.stop();
    release();
  }
}

const mostThreads = (specs: readonly TrialSpec[]): number | null =>
  specs.reduce<number | null>(
    (greatest, { threads }) => (threads === null ? greatest : Math.max(greatest ?? 0, threads)),
    null,
  );

/** The trials that a dry run would begin with, a line each. `over`: those of a run that goes on which need not run again. */
function listed(
  { specs, name }: RunPlan,
  toRun: readonly TrialSpec[],
  { over, searched }: { readonly over: number; readonly searched: boolean },
): string {
  const lines = toRun.map((spec) => `${trialId(spec)}  ${name(spec)}\n`);
  const looks = searched ? `, the first looks at a sweep of ${specs.length}` : '';
  const before = over === 0 ? '' : ` to run; ${over} of ${over + toRun.length} are there already`;
  return `${lines.join('')}${count(toRun.length, 'trial')}${looks}${before}\n`;
}

function stopped(specs: readonly TrialSpec[], records: readonly TrialRecord[], resume: string): string {
  const safe = recordsOf(specs, records).length;
  return `stopped: ${safe} of ${count(specs.length, 'trial')} are safe. Go on with: ${resume}\n`;
}

function codeOf(specs: readonly TrialSpec[], records: readonly TrialRecord[]): ExitCode {
  const states = new Set(recordsOf(specs, records).map(({ state }) => state));
  return states.has('done') && !states.has('failed') ? 0 : 1;
}

function recordsOf(specs: readonly TrialSpec[], records: readonly TrialRecord[]): TrialRecord[] {
  const ids = new Set(specs.map(trialId));
  return records.filter(({ id }) => ids.has(id));
}

/** The command that goes on. */
const resumption = ({ repeated }: ExecuteOptions, dir: string): string =>
  `pnpm bench ${repeated === undefined ? '' : `repeat ${repeated.as.run} `}--resume ${dir}`;

/** Of a full disk: the trials before are whole, and the run can go on. */
function explainFullDisk(error: unknown, resume: string): unknown {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(root instanceof Error && 'code' in root && (root.code === 'ENOSPC' || root.code === 'EDQUOT')))
    return error;
  // Words that an earlier message had are kept, without their mend.
  const told = error instanceof Error ? /^.*\((ENOSPC|EDQUOT)\)/s.exec(error.message)?.[0] : undefined;
  const more = `All trials finished so far are safe. Make room and go on with: ${resume}`;
  return new Error(`${told ?? `the disk is full (${root.message})`}. ${more}`, { cause: root });
}
