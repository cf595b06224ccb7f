/** `pnpm bench compare OLD NEW`: what changed between two runs beyond noise, for people and for CI. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  compareRuns,
  defaultMinEffect,
  type RunComparison,
  comparisonSchema,
  comparisonTables,
  comparisonText,
  openRun,
} from '@adaptbench/results';
import { comparisonMarkdown, terminalTable } from '@adaptbench/report';
import type { AddCommand, ExitCode } from './command.ts';
import { addFlags, given } from './flags.ts';

const flags = {
  markdown: { flag: '--markdown <file>', help: 'write the comparison for people' },
  json: { flag: '--json <file>', help: 'write the comparison for programs' },
  minEffect: {
    flag: '--min-effect <percent>',
    help: `least change of memory and times that counts (default ${defaultMinEffect.memory} and ${defaultMinEffect.latency})`,
    value: z.number().positive(),
  },
} as const;

const details = `
Rows are matched by task, method and configuration. Test accuracy: paired on the items where both runs asked the same,
with the variance of items and seeds; else two samples. Memory and times: noise from processes of the same row, or from
how differently the rows changed; a change must surely be larger than --min-effect. Sizes are exact. All tests
go through Holm's adjustment together: a comparison without any change flags something at most once in twenty.
Times and memory are compared only where processor, cores, memory, operating system, Node.js, engine and threads agree.

Exit code: 0 no regression, 1 worse beyond noise (or trials fail that did not), 2 not comparable or a wrong command line.`;

const addCompare: AddCommand = (program, { out }, exit) => {
  const command = program
    .command('compare')
    .argument('<old>', 'folder of a run')
    .argument('<new>', 'folder of another, of the same sweep')
    .description('compare two runs: what is worse, better or the same beyond noise')
    .addHelpText('after', details)
    .action((old: string, now: string) => {
      const { markdown, json, minEffect } = given(command, flags);
      const least = minEffect === undefined ? defaultMinEffect : { memory: minEffect, latency: minEffect };
      const comparison = comparisonSchema.parse(compareRuns(openRun(old), openRun(now), least));
      if (markdown !== undefined) write(markdown, comparisonMarkdown(comparison));
      if (json !== undefined) write(json, `${JSON.stringify(comparison, null, 2)}\n`);
      const { headline, lines } = comparisonText(comparison);
      const tables = comparisonTables(comparison, 'news').map((table) => terminalTable(table, out.columns));
      out.write(`${[...tables, [headline, ...lines].join('\n')].join('\n')}\n`);
      exit(codes[comparison.verdict]);
    });
  addFlags(command, flags);
};
export default addCompare;

const codes: Readonly<Record<RunComparison['verdict'], ExitCode>> = {
  'no regression': 0,
  regression: 1,
  'not comparable': 2,
};

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, text);
}
