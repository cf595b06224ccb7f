/**
 * Whether a training step's FLOP count predicts its time: every family's step against LoRA's on the same batch, in turn.
 *   node --import tsx scripts/throughput/compare.ts --model MODEL.gguf [--shapes 8x32,8x128] [--rounds 9] [--threads 1]
 *     [--only 'dora;full'] [--out results/throughput]
 * Writes throughput.json and throughput.md; variants that were measured before and are not among `--only` are kept. A tiny model to try
 * it: packages/testing/fixtures/tiny-llama.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { machine } from '@adaptbench/harness';
import { options } from '../peers/adaptbench/side.ts';
import { predicted } from './ratio.ts';
import { type Outcome, type Results, markdown } from './table.ts';
import { variants } from './variants.ts';

const here = import.meta.dirname;
const o = options({
  model: '',
  shapes: '8x32,8x128',
  rounds: '9',
  threads: '1',
  only: 'all',
  out: path.join(here, '../../results/throughput'),
});
const shapes = o.shapes.split(',').map((text) => {
  const [rows, tokens] = text.split('x').map(Number);
  if (!rows || !tokens) throw new Error(`--shapes ${text}: expected rows x tokens, e.g. 8x32`);
  return { rows, tokens };
});
const chosen = variants.filter(({ name }) => o.only === 'all' || o.only.split(';').includes(name));
const file = path.join(o.out, 'throughput.json');
mkdirSync(o.out, { recursive: true });
const key = ({ name, rows, tokens }: Pick<Outcome, 'name' | 'rows' | 'tokens'>): string =>
  `${name} ${rows}x${tokens}`;
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : null;
const outcomes = new Map((before?.outcomes ?? []).map((outcome) => [key(outcome), outcome]));

for (const { rows, tokens } of shapes)
  for (const { name } of chosen) {
    const args = ['--model', o.model, '--variant', name, '--rows', String(rows), '--tokens', String(tokens)];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', path.join(here, 'pair.ts'), ...args, '--rounds', o.rounds, '--threads', o.threads],
      { maxBuffer: 1 << 28 },
    );
    const outcome = {
      name,
      load1: loadavg()[0]!,
      ...(JSON.parse(stdout.trim().split('\n').at(-1)!) as object),
    };
    outcomes.set(key(outcome as Outcome), outcome as Outcome);
    console.error(
      `${new Date().toISOString().slice(11, 19)} ${key(outcome as Outcome)}: ${brief(outcome as Outcome)}`,
    );
    save();
  }
console.log(readFileSync(path.join(o.out, 'throughput.md'), 'utf8'));

function brief(outcome: Outcome): string {
  return outcome.state === 'done' ? predicted(outcome).ratio.toFixed(2) : outcome.reason;
}

function save(): void {
  const order = new Map(variants.map(({ name }, i) => [name, i]));
  const sorted = [...outcomes.values()].toSorted(
    (a, b) => a.tokens - b.tokens || (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0),
  );
  const results: Results = {
    model: path.basename(o.model),
    threads: Number(o.threads),
    machine: machine(),
    outcomes: sorted,
  };
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(path.join(o.out, 'throughput.md'), markdown(results));
}
