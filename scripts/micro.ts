/**
 * `pnpm bench:micro`: every package's benchmark through turbo, one after the other, and one table of what they reported.
 *   pnpm bench:micro [--out FOLDER] [--collect yes]
 * FOLDER (default `runs/micro`) gets a `<package>.jsonl` each, `micro.csv` and `micro.md`. `--collect yes` runs nothing and makes the
 * tables anew from the files that are there.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { csv, markdownTable } from '@adaptbench/report';
import { machine } from '@adaptbench/harness';
import type { MicroRow } from '@adaptbench/testing';
import { type Column, type Table, makeTable } from '@adaptbench/results';
import { options } from './options.ts';
import { loadText, machineText } from './paired/process.ts';

/** Three significant digits, however large. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

const columns: readonly Column<MicroRow>[] = [
  { header: 'package', value: (row) => row.package },
  { header: 'what', value: (row) => row.name },
  { header: 'variant', value: (row) => row.variant },
  { header: 'parameter', value: (row) => row.parameter, only: 'file' },
  { header: 'value', value: (row) => row.value, only: 'file' },
  {
    header: 'parameter',
    value: (row) => (row.parameter === null ? '' : `${row.parameter} ${row.value}`),
    only: 'screen',
  },
  { header: 'unit', value: (row) => row.unit, only: 'file' },
  { header: 'p50', value: (row) => row.p50, only: 'file' },
  { header: 'low', value: (row) => row.low, only: 'file' },
  { header: 'high', value: (row) => row.high, only: 'file' },
  { header: 'least', value: (row) => row.least, only: 'file' },
  { header: 'p50', value: (row) => `${short(row.p50)} ${row.unit}`, only: 'screen' },
  { header: 'rounds', value: (row) => `${short(row.low)}–${short(row.high)}`, only: 'screen' },
  { header: 'least', value: (row) => short(row.least), only: 'screen' },
  { header: 'n', value: (row) => row.n },
  { header: 'rounds', value: (row) => row.rounds, only: 'file' },
  { header: 'load average', value: (row) => row.load1, only: 'file' },
];

const microTable = (rows: readonly MicroRow[]): Table =>
  makeTable(
    {
      name: 'micro',
      title: 'Microbenchmarks',
      legend: [
        'p50: median of all n timed calls of a piece of work, after warm-ups. rounds (low and high in the CSV): least and greatest of the rounds’ medians; a package’s cases take turns in six rounds, and then this is a 96.9 % interval of a round’s median.',
        'least: the fastest call, what the machine can do when nothing else runs.',
      ],
    },
    columns,
    rows,
  );

const root = path.join(import.meta.dirname, '..');
const o = options({ out: path.join(root, 'runs/micro'), collect: 'no' });
const out = path.resolve(o.out);
const reports = (): string[] =>
  readdirSync(out)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted();

mkdirSync(out, { recursive: true });
let failed = false;
if (o.collect !== 'yes') {
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
  `What is particular to each package, by \`pnpm bench:micro\`. ${machineText(machine())}; ${loadText(loads)}.`,
  markdownTable(table),
  table.legend.map((line) => `- ${line}`).join('\n'),
].join('\n\n');
writeFileSync(path.join(out, 'micro.csv'), csv(table));
writeFileSync(path.join(out, 'micro.md'), `${text}\n`);
console.log(text);
process.exitCode = failed ? 1 : 0;
