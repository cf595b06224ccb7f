/** `pnpm bench regret WHOLE SEARCHED`: what a search loses and saves against the whole sweep of the same bench. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { regretMarkdown } from '@adaptbench/report';
import { openRun, regretOf } from '@adaptbench/results';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const flags = { out: { flag: '--out <folder>', help: 'write regret.json and regret.md there' } } as const;

const details = `
For each task the recommendation of either run without constraints is looked up in the whole run. Regret: the test accuracy
there of what the whole run recommends minus that of what the searched run recommends, on the same items, with the paired
95 % interval. Cost: training steps, asked items and seconds of all trials of the one over those of the other.`;

const addRegret: AddCommand = (program, { out }) => {
  const command = program
    .command('regret')
    .argument('<whole>', 'folder of a whole sweep')
    .argument('<searched>', 'folder of the same with --search')
    .description('say what a search loses and saves against the whole sweep')
    .addHelpText('after', details)
    .action((wholeSweep: string, searchedSweep: string) => {
      const { out: to } = given(command, flags);
      const regret = regretOf(openRun(wholeSweep), openRun(searchedSweep));
      const page = regretMarkdown(regret);
      if (to !== undefined) {
        mkdirSync(to, { recursive: true });
        writeFileSync(path.join(to, 'regret.json'), `${JSON.stringify(regret, null, 2)}\n`);
        writeFileSync(path.join(to, 'regret.md'), page);
      }
      out.write(page);
    });
  addFlags(command, flags);
};
export default addRegret;
