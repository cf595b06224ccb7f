/** `pnpm bench claims [FOLDER]`: what the runs in a folder say of common claims, as a page and as curves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { csv } from '@adaptbench/report';
import { judgeClaims } from '@adaptbench/results';
import type { AddCommand } from './command.ts';
import { addFlags, given } from './flags.ts';

const flags = {
  out: {
    flag: '--out <folder>',
    help: 'for claims.md and claims-curves.csv (default: the folder of the runs)',
  },
} as const;

const addClaims: AddCommand = (program, { out }) => {
  const command = program
    .command('claims')
    .argument('[folder]', 'that holds the runs', 'results')
    .description('judge common claims by the runs in a folder; runs that are missing leave theirs undecided')
    .action((folder: string) => {
      const { out: to = folder } = given(command, flags);
      const { page, curves, judged } = judgeClaims(folder);
      mkdirSync(to, { recursive: true });
      writeFileSync(path.join(to, 'claims.md'), page);
      writeFileSync(path.join(to, 'claims-curves.csv'), csv(curves));
      for (const { claim, judgement } of judged)
        out.write(`${judgement.verdict.padEnd(18)} ${claim.claim}\n`);
    });
  addFlags(command, flags);
};
export default addClaims;
