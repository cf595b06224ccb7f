/** Which configuration a command line asks for: its flags, its configuration file, the run it goes on with, or what runs by default. */
import { ConfigError, ownerOf, partsOf } from '@adaptbench/core';
import type { Command } from 'commander';
import {
  type BenchConfig,
  benchSettings,
  canonicalJson,
  filesOf,
  parseBench,
  readManifest,
  type Shard,
  shardText,
} from '@adaptbench/results';
import { readShard } from '../plan/shard.ts';
import { checkFolder } from '../run/folder.ts';
import { asked } from './asked.ts';
import { readConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { given } from './flags.ts';

/** Flags beside those that are fields of a configuration. */
export const runFlags = {
  quick: {
    flag: '--quick',
    help: 'the smallest run that has all families, on the embedded model unless another is named',
  },
  ...benchSettings.folder,
  config: {
    flag: '--config <file>',
    help: 'configuration (.ts, .js, .json); flags go before it',
  },
  resume: {
    flag: '--resume [folder]',
    help: 'go on with a run: alone, or with flags that extend it',
  },
  noChat: {
    flag: '--no-chat',
    help: 'write conversations as plain text, though the model has a chat template',
  },
  retryFailed: { flag: '--retry-failed', help: 'with --resume: run failed trials again' },
  shard: {
    flag: '--shard <i/n>',
    read: readShard,
    help: 'run the i-th of n equal parts of the trials, e.g. on one of n machines; `bench merge` puts them together',
  },
  noSearch: {
    flag: '--no-search',
    help: 'with --resume: the whole sweep, in the folder of one that was searched; paused trainings go on',
  },
  dryRun: {
    flag: '--dry-run',
    help: 'list the trials with the time and memory that they are expected to take, and stop',
  },
} as const;

/** Flags go before the configuration file, which goes before what the resumed run was, or before what runs where nothing is named. */
export async function benchFrom(
  program: Command,
  env: Environment,
): Promise<{ bench: BenchConfig; dir: string | null; shard: Shard | null }> {
  const flags = given(program, runFlags);
  const extended = flags.resume === true ? flags.out : flags.resume;
  const there = extended === undefined ? null : readManifest(filesOf(extended).manifest);
  const file = flags.config === undefined ? {} : await readConfigFile(flags.config, there?.bench);
  const resumed = flags.resume === true ? (flags.out ?? file.out) : flags.resume;
  if (flags.resume !== undefined && resumed === undefined)
    throw new ConfigError('--resume: which run? Give its folder: --resume runs/…');
  if (resumed !== undefined) checkFolder(resumed, true);
  const earlier = resumed === undefined ? null : readManifest(filesOf(resumed).manifest);
  const before = resumed === undefined ? defaultFor(program, env) : earlier?.bench;
  if (earlier?.repeats)
    throw new ConfigError(
      `${resumed}: repeats a run. Go on with: pnpm bench repeat ${earlier.repeats.run} --resume ${resumed}`,
    );
  const shard = flags.shard ?? earlier?.shard ?? null;
  if (earlier !== null && shard !== null && canonicalJson(earlier.shard) !== canonicalJson(shard))
    throw new ConfigError(
      `--shard ${shardText(shard)}: ${resumed} holds ${earlier.shard ? `shard ${shardText(earlier.shard)}` : 'a whole run'}. Leave the flag out, or choose another folder.`,
    );
  const set = { ...before?.set, ...file.set };
  const { out, ...bench } = asked(program, {
    ...before,
    ...file,
    ...(earlier === null || Object.keys(set).length === 0 ? {} : { set }),
  });
  const chosen = 'methods' in bench || !('model' in bench) ? bench : { ...bench, methods: usualMethods(env) };
  const needed = ['model', 'task', 'methods'].filter((field) => !(field in chosen));
  if (needed.length > 0 && resumed !== undefined && earlier === null)
    throw new ConfigError(
      `${resumed}: has trials but no manifest.json that says what was run. Give the flags of the run's first command beside --resume.`,
    );
  if (needed.length > 0)
    throw new ConfigError(`${needed.map((field) => `--${field}`).join(', ')} missing; see pnpm bench --help`);
  return { bench: parseBench(chosen), dir: resumed ?? out ?? null, shard };
}

/** What must be beaten, then a method that only asks and one that trains: the smallest comparison that answers something. */
const USUAL = ['majority', 'tfidf', 'nearest', 'icl', 'lora'];

/** Of the methods that are known, those that run where none are named; all of them where none of the usual is known. */
function usualMethods({ methods, err }: Pick<Environment, 'methods' | 'err'>): readonly string[] {
  const all = methods.map(({ name }) => name);
  const usual = USUAL.filter((name) => all.includes(name));
  const found = usual.length > 0 ? usual : all;
  err.write(`No --methods: ${found.join(', ')}. All there are: --methods all.\n`);
  return found;
}

/** Whether the command line says what is to be compared. */
export const isNamed = (program: Command): boolean =>
  ['model', 'task', 'data', 'config'].some((flag) => program.getOptionValueSource(flag) === 'cli');

/** What a run is made of where flags say nothing; its settings of methods that do not run are left out. */
function defaultFor(
  program: Command,
  { defaults: { bench, quick }, methods: known }: Pick<Environment, 'defaults' | 'methods'>,
): Partial<BenchConfig> {
  const isQuick = given(program, runFlags).quick === true;
  const { methods = [] } = given(program, benchSettings.methods);
  if (!isQuick && isNamed(program)) return {};
  const base = isQuick ? quick : bench;
  if (methods.length === 0 || methods.includes('all')) return base;
  const parts = new Set(methods.flatMap((name) => [name, ...partsOf(name)]));
  if (known.some(({ name, training }) => parts.has(name) && training !== undefined)) parts.add('train');
  const set = Object.entries(base.set ?? {}).filter(([key]) => parts.has(ownerOf(key)));
  return { ...base, set: Object.fromEntries(set) };
}
