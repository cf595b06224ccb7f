/**
 * Does a run on the embedded model show what it must? `node --import tsx scripts/check-effects.ts [folder]`, by default the newest under
 * `runs`. Says what is missing and ends with exit code 1.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { methods, missingEffects, readManifest, readTrials, rowsOf } from '@adaptbench/harness';

const newest = (): string => {
  const last = readdirSync('runs').toSorted().at(-1);
  if (last === undefined) throw new Error('runs is empty: run pnpm bench --quick first');
  return path.join('runs', last);
};

const folder = process.argv[2] ?? newest();
const manifest = readManifest(path.join(folder, 'manifest.json'));
if (manifest === null) throw new Error(`${folder}: holds no run`);
const rows = rowsOf(manifest.plan, readTrials(path.join(folder, 'trials.jsonl')));
const missing = missingEffects(
  rows,
  methods.map(({ name }) => name),
);
for (const sentence of missing) console.error(sentence);
console.log(
  `${folder}: ${missing.length === 0 ? 'every method has a result; exemplars help, training helps' : 'not as it must be'}`,
);
process.exitCode = missing.length === 0 ? 0 : 1;
