/** `pnpm bench report <folder>`: makes a run's tables again from its trials, for one that was cut off or with newer writers. */
import { existsSync } from 'node:fs';
import { ConfigError, unknownName } from '@adaptbench/core';
import { z } from 'zod';
import { filesOf, type Manifest, openRun } from '@adaptbench/results';
import { lockFolder } from '../run/lock.ts';
import { writeOutputs } from '@adaptbench/report';
import { addPrices, pricesOf } from './asked.ts';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const flags = {
  compare: {
    flag: '--compare <methods>',
    help: 'two to compare item by item: lora,icl',
    value: z.array(z.string()),
  },
} as const;

const addReport: AddCommand = (program, { methods, out }) => {
  const command = program
    .command('report')
    .argument('<folder>', 'of a run')
    .description('write the tables and the reports of a run again');
  addPrices(addFlags(command, flags)).action((dir: string) => {
    // A harness that is at work here writes the same files, those that are read too.
    const release = existsSync(filesOf(dir).manifest) ? lockFolder(dir) : () => {};
    try {
      const { manifest, records } = openRun(dir);
      // `bench` itself has these flags too, and takes those before the command.
      const { prices } = pricesOf(command, pricesOf(program, manifest.bench.prices).prices);
      const priced = { ...manifest, bench: { ...manifest.bench, ...(prices && { prices }) } };
      const compared = two(given(command, flags).compare, manifest);
      const text = writeOutputs(dir, priced, records, methods, out.columns, compared);
      out.write(`${text}\n\n${filesOf(dir).page}\n`);
    } finally {
      release();
    }
  });
};
export default addReport;

/** Two different methods of the run. */
function two(named: readonly string[] | undefined, { plan }: Manifest): [string, string] | undefined {
  if (named === undefined) return undefined;
  const methods = [...new Set(plan.map((spec) => spec.method))];
  const unknown = named.find((name) => !methods.includes(name));
  if (unknown !== undefined) throw unknownName('method', unknown, methods, '--compare');
  const [first, second, third] = named;
  if (first === undefined || second === undefined || third !== undefined || first === second)
    throw new ConfigError(`--compare: expected two methods with a comma between, got "${named.join(',')}"`);
  return [first, second];
}
