/** `pnpm bench report <folder>`: makes a run's tables again from its trials, for one that was cut off or with newer writers. */
import { ConfigError, unknownName } from '@adaptbench/core';
import type { Command } from 'commander';
import { filesOf, type Manifest, openRun } from '@adaptbench/results';
import { lockFolder } from '../run/lock.ts';
import { writeOutputs } from '@adaptbench/report';
import type { Environment } from './environment.ts';
import { names } from './parse.ts';
import { type PriceFlags, addPriceFlags, pricesOf } from './price-flags.ts';

export function addReport(program: Command, { methods, out }: Environment): void {
  const report = program
    .command('report')
    .argument('<folder>', 'of a run')
    .description('write the tables and the reports of a run again')
    .option('--compare <methods>', 'two to compare item by item: lora,icl', names('--compare'));
  addPriceFlags(report).action((dir: string, { compare }: { readonly compare?: readonly string[] }) => {
    const { manifest, records } = openRun(dir);
    // `bench` itself knows these flags too, and takes them wherever they stand.
    const prices = pricesOf(report.optsWithGlobals<PriceFlags>(), manifest.bench.prices);
    const priced = { ...manifest, bench: { ...manifest.bench, ...prices } };
    const compared = two(compare, manifest);
    // A harness that is at work here writes the same files.
    const release = lockFolder(dir);
    try {
      const text = writeOutputs(dir, priced, records, methods, out.columns, compared);
      out.write(`${text}\n\n${filesOf(dir).page}\n`);
    } finally {
      release();
    }
  });
}

/** Two different methods of the run. */
function two(named: readonly string[] | undefined, { plan }: Manifest): [string, string] | undefined {
  if (named === undefined) return undefined;
  const known = [...new Set(plan.map((spec) => spec.method))];
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName('method', unknown, known, '--compare');
  const [first, second, third] = named;
  if (first === undefined || second === undefined || third !== undefined || first === second)
    throw new ConfigError(`--compare: expected two methods with a comma between, got "${named.join(',')}"`);
  return [first, second];
}
