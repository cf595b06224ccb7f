/** `pnpm bench preview …`: what the model will see, before anything runs. */
import { ConfigError } from '@adaptbench/core';
import { z } from 'zod';
import { addSettings } from './asked.ts';
import { benchFrom, runFlags } from './bench-from.ts';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';
import { previewed } from './previewed.ts';
import { planOf } from './run-plan.ts';

const flags = {
  quick: runFlags.quick,
  config: runFlags.config,
  prompts: {
    flag: '--prompts <n>',
    help: 'test items whose prompts are shown, of each method: 0 to 3 (default 3)',
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
    const plan = await planOf(env, { bench, shard: null, kept: null, runs: false });
    env.out.write(`${await previewed(env, plan, plan.specs, given(command, flags).prompts)}\n`);
  });
};
export default addPreview;
