/** `pnpm bench repeat <run>`: the same trials again, by the run's manifest, and whether every answer is right or wrong as it was. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import {
  inputDifferences,
  machineDifferences,
  programDifferences,
  filesOf,
  type Manifest,
  manifestDigest,
  readManifest,
  repeatedRows,
  type RunOnDisk,
  openOwnRun,
  type TrialRecord,
  type TrialSpec,
  trialId,
  count,
} from '@adaptbench/results';
import { openSession } from '../run/session.ts';
import type { AddCommand, ExitCode } from './command.ts';
import type { Environment } from './environment.ts';
import { execute } from './execute.ts';
import { type GivenFlags, addFlags, given } from './flags.ts';
import { configurationNames } from './trial-names.ts';

const details = `
Plan, seeds and settings are the run's own; it must be started where the run was, so that relative paths mean the same.
What differs in program, packages, machine, model or data is said. The new run has a folder of its own, with all tables.

Exit code: 0 every trial has the same outcome, item for item, 1 some has not, 2 wrong command line or file, 130 interrupted.`;

const flags = {
  out: {
    flag: '--out <folder>',
    help: 'folder of the repetition (default runs/<time>-<model>-<task>)',
  },
  resume: { flag: '--resume <folder>', help: 'go on with a repetition that was cut off' },
} as const;

const addRepeat: AddCommand = (program, env, exit) => {
  const command = program
    .command('repeat')
    .argument('<run>', 'folder of a run')
    .description('run the trials of a run again and compare their outcomes')
    .addHelpText('after', details)
    .action(async (dir: string) => exit(await repeat(dir, given(command, flags), env)));
  addFlags(command, flags);
};
export default addRepeat;

async function repeat(
  dir: string,
  { out, resume }: GivenFlags<typeof flags>,
  env: Environment,
): Promise<ExitCode> {
  if (out !== undefined && resume !== undefined)
    throw new ConfigError('--resume names the folder: leave --out out');
  const before = openOwnRun(dir);
  const { manifest } = before;
  const as = { run: dir, digest: manifestDigest(manifest) };
  if (resume !== undefined) checkResumed(resume, as);
  const plan = trialsOf(before);
  await warnBefore(manifest, env);
  const warnOnce = inputWarner(before, env);
  const {
    code,
    records,
    dir: made,
  } = await execute(env, {
    bench: manifest.bench,
    dir: resume ?? out ?? null,
    resume: resume !== undefined,
    retryFailed: false,
    dryRun: false,
    shard: null,
    command: process.argv.slice(2),
    repeated: { plan, as },
    onRecord: warnOnce,
  });
  if (code === 130) return code;
  return tell(before, { plan, records, dir: made }, env);
}

/** What was run there, as far as it came; a shard's plan has trials that others ran. */
function trialsOf({ folder: dir, manifest, records }: RunOnDisk): TrialSpec[] {
  const ran = new Set(records.map(({ id }) => id));
  const plan = manifest.plan.filter((spec) => ran.has(trialId(spec))).map(pinned(records));
  if (plan.length === 0)
    throw new ConfigError(`${dir}: none of its trials has run: there is nothing to repeat.`);
  return plan;
}

/** A model of the hub as it was: a branch moves on. A reference that names its revision (`owner/name@v1`) is left as it is. */
function pinned(records: readonly TrialRecord[]): (spec: TrialSpec) => TrialSpec {
  const commits = new Map(
    records.flatMap((record) => {
      const commit = record.state === 'done' ? record.provenance.labels['commit'] : undefined;
      return commit === undefined ? [] : [[record.spec.model.reference, commit] as const];
    }),
  );
  return (spec) => {
    const commit = commits.get(spec.model.reference);
    if (commit === undefined || spec.model.reference.includes('@')) return spec;
    return { ...spec, model: { ...spec.model, pinned: commit } };
  };
}

function checkResumed(dir: string, { run, digest }: NonNullable<Manifest['repeats']>): void {
  const there = readManifest(filesOf(dir).manifest);
  if (there === null || there.repeats?.digest === digest) return;
  throw new ConfigError(`--resume ${dir}: holds no repetition of ${run}. Choose another folder by --out.`);
}

async function warnBefore({ sessions, plan }: Manifest, env: Environment): Promise<void> {
  const then = sessions.at(-1);
  if (then === undefined) return;
  const now = await openSession([]);
  const unpinned = plan.some(({ threads }) => threads === null);
  const lines = [
    ...programDifferences(then, now),
    ...machineDifferences(then, now, unpinned),
    ...(then.directory === undefined || then.directory === now.directory
      ? []
      : [`started in ${then.directory} and ${now.directory}, from which relative paths are read`]),
  ];
  if (lines.length > 0)
    env.err.write(`WARNING: not as it was, so outcomes may differ (then and now): ${lines.join('; ')}\n`);
}

/** Says once of each model and data set that it is not what it was, as soon as a trial has met it. */
function inputWarner({ manifest, records: before }: RunOnDisk, env: Environment) {
  const said = new Set<string>();
  return (record: TrialRecord): void => {
    const same = before.filter(({ id }) => id === record.id);
    for (const line of inputDifferences(manifest.plan, same, [record])) {
      if (said.has(line)) continue;
      said.add(line);
      env.err.write(`WARNING: not what it was (then and now): ${line}\n`);
    }
  };
}

function tell(
  before: RunOnDisk,
  after: {
    readonly plan: readonly TrialSpec[];
    readonly records: readonly TrialRecord[];
    readonly dir: string;
  },
  env: Environment,
): ExitCode {
  const { plan, bench } = before.manifest;
  const names = configurationNames(plan, Object.keys(bench.set ?? {}));
  const folders = [before.folder, after.dir].map((dir) => filesOf(dir).work) as [string, string];
  const rows = repeatedRows(after.plan, before.records, after.records, folders);
  env.out.write('\n');
  for (const { configuration, lines } of rows)
    env.out.write(`${names.get(configuration) ?? ''}: ${lines.join('; ')}\n`);
  const trials = rows.reduce((sum, row) => sum + row.trials, 0);
  const different = rows.reduce((sum, row) => sum + row.different, 0);
  env.out.write(
    different === 0
      ? `${count(trials, 'trial')} repeated: every outcome is the same, item for item.\n`
      : `${different} of ${count(trials, 'trial')} did not have the same outcome.\n`,
  );
  const neverRan = plan.length - trials;
  if (neverRan > 0)
    env.out.write(
      `${count(neverRan, 'trial')} of the plan had not been run there and ${neverRan === 1 ? 'was' : 'were'} left out.\n`,
    );
  if (!folders.every((folder) => existsSync(folder)))
    env.out.write(`${path.dirname(folders[0])} has no artefacts to compare.\n`);
  return different === 0 ? 0 : 1;
}
