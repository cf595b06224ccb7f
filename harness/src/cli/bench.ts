/** `pnpm bench …`, the command that runs. */
import { ConfigError, ownerOf, partsOf, unknownName } from '@adaptbench/core';
import type { Command } from 'commander';
import {
  type BenchConfig,
  benchSettings,
  parseBench,
  type Shard,
  shardText,
  filesOf,
  readManifest,
  canonicalJson,
} from '@adaptbench/results';
import { readShard } from '../plan/shard.ts';
import { checkFolder } from '../run/folder.ts';
import { addSettings, asked } from './asked.ts';
import type { AddCommand } from './command.ts';
import { readConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { execute } from './execute.ts';
import { addFlags, given } from './flags.ts';

const runFlags = {
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

const examples = `
Without a model and a task, it compares all families of methods on the small model and tasks that come with it;
--quick does so in less than a minute.

Examples:
  pnpm bench
  pnpm bench --model HuggingFaceTB/SmolLM2-135M --task sst2 --methods icl,lora --seeds 3 --limit 200
  pnpm bench --model ./model --task sst2 --methods lora --set lora.rank=1,4,16 --set train.learningRate=1e-4,1e-3
  pnpm bench --model ./model --data reviews.csv --text-column review --label-column stars --methods icl,lora
  pnpm bench --config bench.ts --limit 20
  pnpm bench --resume runs/20260131-142500-model-sst2
  pnpm bench --config bench.ts --shard 1/2 --out part1   (and --shard 2/2 --out part2 elsewhere; then
  pnpm bench merge whole part1 part2)
  pnpm bench repeat runs/20260131-142500-model-sst2

Values after --set are JSON, or plain words; commas separate values to try, [a,b] is one value that is a list.
A field is method.field, train.field (training settings of all methods) or method.train.field.

Each trial (one method, configuration and seed) runs in its own process. DIR gets trials.jsonl (a line a trial, safe
on the disk as soon as the trial ends), manifest.json, a CSV file for each table, report.md and report.html.
Ctrl-C stops the run; --resume goes on with it.
Exit code: 0 no trial failed, 1 some trial failed or none is done, 2 wrong command line or file, 130 interrupted.`;

const addBench: AddCommand = (program, env, exit) => {
  addFlags(addSettings(program), runFlags, 'Run:')
    .description('Compares ways of adapting a language model on your task: accuracy, memory, latency.')
    .argument('[command]')
    .usage('[options]   or   bench <command>')
    .addHelpText('after', examples)
    .action(async (word: string | undefined) => {
      const commands = program.commands.map((command) => command.name());
      if (word !== undefined) throw unknownName('command', word, commands);
      const { resume, retryFailed = false, dryRun = false } = given(program, runFlags);
      const { bench, dir, shard } = await benchFrom(program, env);
      if (!isNamed(program) && resume === undefined)
        env.err.write(
          'No model or task named: this is the model that comes with adaptbench, on embedded tasks. For your own: --model and --task, or --data.\n',
        );
      if (retryFailed && resume === undefined) throw new ConfigError('--retry-failed: goes with --resume');
      const command = process.argv.slice(2);
      const run = { bench, dir, resume: resume !== undefined, retryFailed, dryRun, shard, command };
      exit((await execute(env, run)).code);
    });
};
export default addBench;

/** Flags go before the configuration file, which goes before what the resumed run was, or before what runs where nothing is named. */
async function benchFrom(
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
  const needed = ['model', 'task', 'methods'].filter((field) => !(field in bench));
  if (needed.length > 0 && resumed !== undefined && earlier === null)
    throw new ConfigError(
      `${resumed}: has trials but no manifest.json that says what was run. Give the flags of the run's first command beside --resume.`,
    );
  if (needed.length > 0)
    throw new ConfigError(`${needed.map((field) => `--${field}`).join(', ')} missing; see pnpm bench --help`);
  return { bench: parseBench(bench), dir: resumed ?? out ?? null, shard };
}

const isNamed = (program: Command): boolean =>
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
