/** `pnpm bench report <folder>`: makes a run's tables again from its trials, for one that was cut off or with newer writers. */
import { LoadError } from '@adaptbench/core';
import type { Command } from 'commander';
import { filesOf } from '../run/folder.ts';
import { readManifest } from '../run/manifest.ts';
import { readTrials } from '../run/trials-log.ts';
import { writeOutputs } from '../writers/outputs.ts';
import type { Environment } from './environment.ts';
import { type PriceFlags, addPriceFlags, pricesOf } from './price-flags.ts';

export function addReport(program: Command, { methods, out }: Environment): void {
  const report = program
    .command('report')
    .argument('<folder>', 'of a run')
    .description('write the tables and the reports of a run again');
  addPriceFlags(report).action((dir: string) => {
    const files = filesOf(dir);
    const manifest = readManifest(files.manifest);
    if (manifest === null) throw new LoadError(`${dir}: holds no run (no manifest.json)`);
    // `bench` itself knows these flags too, and takes them wherever they stand.
    const prices = pricesOf(report.optsWithGlobals<PriceFlags>(), manifest.bench.prices);
    const priced = { ...manifest, bench: { ...manifest.bench, ...prices } };
    const text = writeOutputs(dir, priced, readTrials(files.trials), methods, out.columns);
    out.write(`${text}\n\n${files.page}\n`);
  });
}
