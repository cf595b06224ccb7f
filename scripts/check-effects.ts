/**
 * Does a run on the embedded model show what it must? `node --import tsx scripts/check-effects.ts [folder]`, by default the newest under
 * `runs`. Says what is missing; exit code 1 where anything is.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { methods } from '@adaptbench/harness';
import { openRun, rowsOfRun } from '@adaptbench/results';
import { missingEffects } from './effects.ts';

function newest(): string {
  const last = readdirSync('runs')
    .filter((name) => /^\d{8}-\d{6}-/u.test(name))
    .toSorted()
    .at(-1);
  if (last === undefined) throw new Error('no run under runs: pnpm bench --quick first');
  return path.join('runs', last);
}

const folder = process.argv[2] ?? newest();
const rows = rowsOfRun(openRun(folder));
const missing = missingEffects(
  rows,
  methods.map(({ name }) => name),
);
for (const { sentence } of missing) console.log(sentence);
console.log(`${folder}: ${missing.length === 0 ? 'as it must be' : 'not as it must be'}`);
process.exitCode = missing.length === 0 ? 0 : 1;
