/** `pnpm bench …`, the command that runs. */
import { ConfigError, unknownName } from '@adaptbench/core';
import { addSettings } from './asked.ts';
import { benchFrom, isNamed, runFlags } from './bench-from.ts';
import type { AddCommand } from './command.ts';
import { execute } from './execute.ts';
import { addFlags, given } from './flags.ts';

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
