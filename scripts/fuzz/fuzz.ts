/**
 * Every parser of files from outside on damaged and hostile files, each input in a process that may hang or die:
 *   pnpm fuzz [--inputs 1000000] [--seed 1] [--workers 2] [--minutes 60] [--out runs/fuzz] [--only NAME]
 * FOLDER gets fuzz.csv, fuzz.md and fuzz.json with the counts by verdict, and faults.jsonl with every input that should not have ended
 * so. All parsers advance together; after so many minutes no more inputs are begun, and what ran is told. An input is made anew from its parser's name, the seed and its number: `--show NAME --input 17` writes its files.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { random } from '@adaptbench/core';
import { csv, markdownTable } from '@adaptbench/report';
import { machine } from '@adaptbench/harness';
import { machineText } from '../paired/process.ts';
import { parsers } from './parsers.ts';
import { lay } from './src/seeds.ts';
import { type FuzzRow, fuzzTable } from './src/table.ts';
import { faults } from './src/verdict.ts';
import { type Counts, noCounts, watched } from './src/watch.ts';

const { values: o } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    minutes: { type: 'string', default: 'Infinity' },
    out: { type: 'string', default: path.join(import.meta.dirname, '../../runs/fuzz') },
    only: { type: 'string' },
    show: { type: 'string' },
    input: { type: 'string', default: '0' },
  },
});
const out = path.resolve(o.out);
const seed = Number(o.seed);
/** Inputs per process, at most: memory that readers leave behind goes with it. */
const CHUNK = 4000;
/** Processes per parser, at least, so that all advance together however long an input takes. */
const CHUNKS = 50;

mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(path.join(tmpdir(), 'adaptbench-fuzz-'));
try {
  await (o.show === undefined ? fuzz() : show(o.show));
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
}

async function show(name: string): Promise<void> {
  const parser = parsers.find((one) => one.name === name);
  if (!parser) throw new Error(`--show: no parser "${name}": ${parsers.map((one) => one.name).join('; ')}`);
  const { input, read } = await parser.open(scratch);
  const made = input(random(seed, name, Number(o.input)));
  console.log(lay(path.join(out, 'input'), made.files));
  console.log(await read(made));
}

async function fuzz(): Promise<void> {
  const chosen = parsers.filter(({ name }) => o.only === undefined || name.includes(o.only));
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  const rows = chosen.map((parser) => ({ parser, counts: noCounts() }));
  const jobs = rows.flatMap(({ parser, counts }) => {
    const n = Math.ceil((Number(o.inputs) * parser.weight) / weights);
    const chunk = Math.min(CHUNK, Math.ceil(n / CHUNKS));
    return Array.from({ length: Math.ceil(n / chunk) }, (_, k) => ({
      counts,
      range: { parser: parser.name, seed, from: k * chunk, to: Math.min(n, (k + 1) * chunk) },
      share: (k * chunk) / n,
    }));
  });
  jobs.sort((a, b) => a.share - b.share);
  const log = path.join(out, 'faults.jsonl');
  writeFileSync(log, '');
  const began = performance.now();
  let next = 0;
  const inTime = (): boolean => performance.now() - began < Number(o.minutes) * 60_000;
  const lane = async (_: unknown, at: number): Promise<void> => {
    for (let job = jobs[next++]; job && inTime(); job = jobs[next++]) {
      const { range, counts } = job;
      const found = await watched({ ...range, scratch: path.join(scratch, String(at)) }, (fault) =>
        appendFileSync(
          log,
          `${JSON.stringify({ ...fault, scratch: undefined, from: undefined, to: undefined })}\n`,
        ),
      );
      for (const verdict of Object.keys(found) as (keyof Counts)[]) counts[verdict] += found[verdict];
      console.log(
        `${next}/${jobs.length} ${range.parser} ${range.from}–${range.to}: ${JSON.stringify(found)}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Number(o.workers) }, lane));
  report(rows, (performance.now() - began) / 1000);
}

function report(rows: readonly FuzzRow[], seconds: number): void {
  const table = fuzzTable(rows);
  const text = [
    '# Damaged and hostile files',
    `By \`pnpm fuzz --inputs ${o.inputs} --seed ${o.seed}\`, ${inputs(rows)} inputs in ${Math.round(seconds / 60)} min. ${machineText(machine())}.`,
    markdownTable(table),
    table.legend.map((line) => `- ${line}`).join('\n'),
  ].join('\n\n');
  writeFileSync(path.join(out, 'fuzz.csv'), csv(table));
  writeFileSync(path.join(out, 'fuzz.md'), `${text}\n`);
  const counts = Object.fromEntries(rows.map((row) => [row.parser.name, row.counts]));
  const manifest = {
    command: process.argv.slice(2),
    seed,
    seconds: Math.round(seconds),
    machine: machine(),
    counts,
  };
  writeFileSync(path.join(out, 'fuzz.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(text);
  process.exitCode = rows.some((row) => faults.some((verdict) => row.counts[verdict] > 0)) ? 1 : 0;
}

function inputs(rows: readonly FuzzRow[]): string {
  const all = rows.flatMap(({ counts }) => Object.values(counts));
  return all.reduce((a, b) => a + b, 0).toLocaleString('en');
}
