/** `pnpm bench claims [FOLDER]`: what the runs in a folder say of common claims, as a page and as curves. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { csv } from '@adaptbench/report';
import { judgeClaims } from '@adaptbench/results';
import type { Command } from 'commander';
import type { Environment } from './environment.ts';

export function addClaims(program: Command, { out }: Environment): void {
  program
    .command('claims')
    .argument('[folder]', 'that holds the runs', 'results')
    .option('--out <folder>', 'for claims.md and claims-curves.csv (default: the folder of the runs)')
    .description('judge common claims by the runs in a folder; runs that are missing leave theirs undecided')
    .action((folder: string, { out: to = folder }: { readonly out?: string }) => {
      const { page, curves, judged } = judgeClaims(folder);
      writeFileSync(path.join(to, 'claims.md'), page);
      writeFileSync(path.join(to, 'claims-curves.csv'), csv(curves));
      for (const { claim, judgement } of judged)
        out.write(`${judgement.verdict.padEnd(18)} ${claim.claim}\n`);
    });
}
