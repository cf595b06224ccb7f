/** `pnpm bench preview …`: what the model will see, before anything runs. */
import { ConfigError } from '@adaptbench/core';
import { taskKey, taskNames } from '@adaptbench/results';
import { z } from 'zod';
import { previewText } from '../preview/text.ts';
import { addSettings } from './asked.ts';
import { benchFrom, runFlags } from './bench-from.ts';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';
import { planOf } from './run-plan.ts';

const flags = {
  quick: runFlags.quick,
  config: runFlags.config,
  prompts: {
    flag: '--prompts <n>',
    help: 'test items whose prompts are shown, of each method (3)',
    value: z.int().min(0).max(3),
  },
} as const;

const examples = `
Examples:
  pnpm bench preview --model ./model --data chats.jsonl --methods icl,lora
  pnpm bench preview --model ./model --data reviews.csv --text-column review --label-column stars --methods icl

It takes the flags of a run. What stands between ⟦ and ⟧ is the answer that is trained on; nothing is run.`;

const addPreview: AddCommand = (program, env) => {
  const command = program
    .command('preview')
    .description('show what was recognised in the data, and prompts exactly as the model will get them')
    .addHelpText('after', examples);
  addFlags(addSettings(command), flags, 'Preview:').action(async () => {
    if (env.preview === undefined)
      throw new ConfigError('preview: there is nothing here that writes prompts.');
    const { bench } = await benchFrom(command, env);
    const { specs } = await planOf(env, { bench, shard: null });
    const shown = given(command, flags).prompts;
    const names = taskNames(specs);
    for (const preview of await env.preview(specs)) {
      if (names.size > 1) env.out.write(`${names.get(taskKey(preview.spec))}\n\n`);
      env.out.write(`${previewText(preview, shown)}\n`);
    }
  });
};
export default addPreview;
