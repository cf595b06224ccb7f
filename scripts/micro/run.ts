/**
 * `pnpm bench:micro`: every package's benchmark through turbo, one after the other, and one table of what they reported.
 *   pnpm bench:micro [--out FOLDER] [--collect yes]
 * FOLDER (default `runs/micro`) gets a `<package>.jsonl` each, `micro.csv` and `micro.md`. `--collect yes` runs nothing and makes the
 * tables anew from the files that are there.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { csv, markdownTable } from '@adaptbench/report';
import { machine } from '@adaptbench/harness';
import type { MicroRow } from '@adaptbench/testing';
import { machineText } from '../machine-text.ts';
import { microTable } from './table.ts';

const root = path.join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(root, 'runs/micro') },
    collect: { type: 'string', default: 'no' },
  },
});
const out = path.resolve(values.out);
const reports = (): string[] =>
  readdirSync(out)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted();

mkdirSync(out, { recursive: true });
let failed = false;
if (values.collect !== 'yes') {
  for (const file of reports()) rmSync(path.join(out, file));
  const turbo = path.join(root, 'node_modules/.bin/turbo');
  const { status, error } = spawnSync(turbo, ['run', 'bench', '--concurrency=1', '--continue'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ADAPTBENCH_MICRO: out },
  });
  if (error) throw error;
  failed = status !== 0;
}
const rows = reports().flatMap((file) =>
  readFileSync(path.join(out, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MicroRow),
);
const table = microTable(rows);
const loads = rows.map((row) => row.load1);
const text = [
  '# Microbenchmarks',
  `What is particular to each package, by \`pnpm bench:micro\`. ${machineText(machine())}; load average while it ran ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.`,
  markdownTable(table),
  table.legend.map((line) => `- ${line}`).join('\n'),
].join('\n\n');
writeFileSync(path.join(out, 'micro.csv'), csv(table));
writeFileSync(path.join(out, 'micro.md'), `${text}\n`);
console.log(text);
process.exitCode = failed ? 1 : 0;
