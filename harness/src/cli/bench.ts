/** `pnpm bench …`, the command that runs. */
import { ConfigError, unknownName } from '@adaptbench/core';
import type { Command } from 'commander';
import { addSettings } from './asked.ts';
import { benchFrom, isNamed, runFlags } from './bench-from.ts';
import type { AddCommand } from './command.ts';
import { execute } from './execute.ts';
import { openSession } from '../run/session.ts';
import { addFlags, given } from './flags.ts';

const aboutFlags = {
  version: {
    flag: '--version',
    help: 'say which commit of the program this is, and on which libraries it runs',
  },
} as const;

const examples = `
Without a model and a task, it compares all families of methods on the small model and tasks that come with it;
--quick does a part of it in about a minute.

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

The folder of the run gets trials.jsonl (a line per trial, safe on the disk as soon as the trial ends; a trial is one
method, configuration and seed), manifest.json, a CSV file for each table, report.md and report.html. Ctrl-C stops the run; --resume goes on with it.
Exit code: 0 no trial failed, 1 some trial failed or none is done, 2 wrong command line or file, 130 interrupted.`;

const addBench: AddCommand = (program, env, exit) => {
  addFlags(addFlags(addSettings(program), runFlags, 'Run:'), aboutFlags, 'Options:')
    .description('Compares ways of adapting a language model on your task: accuracy, memory, latency.')
    .argument('[command]')
    .usage('[options]   or   bench <command>')
    .addHelpText('after', examples)
    .action(async (word: string | undefined) => {
      const commands = program.commands.map((command) => command.name());
      if (word !== undefined) throw unknownName('command', word, commands);
      if (given(program, aboutFlags).version === true) return env.out.write(await versionText());
      const { resume, retryFailed = false, dryRun = false } = given(program, runFlags);
      if (resume === undefined) checkOnlyResumed(program, retryFailed);
      const { bench, dir, shard } = await benchFrom(program, env);
      if (!isNamed(program) && resume === undefined)
        env.err.write(
          'No model or task named: this is the model that comes with adaptbench, on embedded tasks. For your own: --model and --task, or --data.\n',
        );
      const command = process.argv.slice(2);
      const run = { bench, dir, resume: resume !== undefined, retryFailed, dryRun, shard, command };
      exit((await execute(env, run)).code);
    });
};
export default addBench;

/** Flags that say how a run goes on are a mistake where none does. */
function checkOnlyResumed(program: Command, retryFailed: boolean): void {
  // `--search` and `--no-search` are one option to Commander.
  const flag = retryFailed
    ? '--retry-failed'
    : program.getOptionValue('search') === false
      ? '--no-search'
      : null;
  if (flag !== null)
    throw new ConfigError(`${flag}: goes with --resume. Name the run: --resume runs/… ${flag}`);
}

async function versionText(): Promise<string> {
  const { source, versions } = await openSession([]);
  const commit =
    source === null
      ? 'not a git checkout'
      : `commit ${source.commit}${source.dirty ? ', with uncommitted changes' : ''}`;
  const libraries = ['node', 'onnxruntime-node'].map(
    (name) => `${name} ${versions[name] ?? 'not installed'}`,
  );
  return `adaptbench, ${commit}; ${libraries.join(', ')}\n`;
}
