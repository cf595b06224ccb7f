/** `pnpm bench report <folder>`: makes a run's tables again from its trials, for one that was cut off or with newer writers. */
import { LoadError } from '@adaptbench/core';
import type { Command } from 'commander';
import { filesOf } from '../run/folder.ts';
import { readManifest } from '../run/manifest.ts';
import { readTrials } from '../run/trials-log.ts';
import { writeOutputs } from '../writers/outputs.ts';
import type { Environment } from './environment.ts';

export function addReport(program: Command, { methods, out }: Environment): void {
  program
    .command('report')
    .argument('<folder>', 'of a run')
    .description('write the tables and the report of a run again')
    .action((dir: string) => {
      const files = filesOf(dir);
      const manifest = readManifest(files.manifest);
      if (manifest === null) throw new LoadError(`${dir}: holds no run (no manifest.json)`);
      out.write(`${writeOutputs(dir, manifest, readTrials(files.trials), methods, out.columns)}\n`);
    });
}
