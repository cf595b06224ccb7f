/** `pnpm bench merge <out> <shards…>`: parts of a run, made on several machines, become the run that one machine would have made. */
import { cpSync, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { checkFolder, makeFolder } from '../run/folder.ts';
import { filesOf, writeManifest, openOwnRun, writeWhole, trialId, count } from '@adaptbench/results';
import { checkIdle, lockFolder } from '../run/lock.ts';
import { merge } from '../run/merge.ts';
import { writeOutputs } from '@adaptbench/report';
import type { AddCommand, ExitCode } from './command.ts';
import type { Environment } from './environment.ts';
import { addFlags, given } from './flags.ts';

const flags = {
  anyway: {
    flag: '--anyway',
    help: 'although versions of the program or its packages differ; the report says so',
  },
} as const;

const addMerge: AddCommand = (program, env, exit) => {
  const command = program
    .command('merge')
    .argument('<out>', 'folder of the merged run')
    .argument('<shards...>', 'folders of runs with --shard 1/n, 2/n, …')
    .description('make one run of the shards of a run, with the tables of a run in one place')
    .action((out: string, shards: string[]) =>
      exit(mergeInto(out, shards, given(command, flags).anyway ?? false, env)),
    );
  addFlags(command, flags);
};
export default addMerge;

function mergeInto(out: string, dirs: readonly string[], anyway: boolean, env: Environment): ExitCode {
  const parts = dirs.map((dir) => openOwnRun(dir));
  const real = dirs.map((dir) => realpathSync(dir));
  const twice = dirs.find((_, i) => real.indexOf(real[i] ?? '') !== i);
  if (twice !== undefined) throw new ConfigError(`${twice}: given twice`);
  for (const dir of dirs) checkIdle(dir);
  const { manifest, records, from, warnings } = merge(parts, anyway);
  checkFolder(out, false);
  makeFolder(out);
  const release = lockFolder(out);
  try {
    checkFolder(out, false);
    for (const [id, dir] of from)
      copyTrial(path.join(filesOf(dir).work, id), path.join(filesOf(out).work, id));
    // Last, so that a merge that was cut off is no run and can be done again.
    writeWhole(filesOf(out).trials, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    writeManifest(filesOf(out).manifest, manifest);
    for (const warning of warnings) env.err.write(`WARNING: ${warning}\n`);
    env.out.write(`${writeOutputs(out, manifest, records, env.methods, env.out.columns)}\n\n`);
    env.out.write(`${count(parts.length, 'run')} merged. Report: ${filesOf(out).page}\n`);
  } finally {
    release();
  }
  const states = new Map(records.map((record) => [record.id, record.state]));
  const good = manifest.plan.every((spec) => ['done', 'skipped'].includes(states.get(trialId(spec)) ?? ''));
  return good && records.some(({ state }) => state === 'done') ? 0 : 1;
}

/** Items and artefact; a committed run may be without. */
function copyTrial(from: string, to: string): void {
  const passing = /^(process-\d+\.json|train-state\..*|.*\.new)$/;
  if (existsSync(from))
    cpSync(from, to, { recursive: true, filter: (file) => !passing.test(path.basename(file)) });
}
