/**
 * Whether a training step's FLOP count predicts its time: every family's step against LoRA's on the same batch, in turn.
 *   node --import tsx scripts/throughput/compare.ts --model MODEL.gguf [--shapes 8x32,8x128] [--rounds 9] [--threads 1]
 *     [--only 'dora;full'] [--out results/throughput]
 * Writes throughput.json and throughput.md; variants that were measured before and are not among `--only` are kept. A tiny model to try
 * it: packages/testing/fixtures/tiny-llama.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine } from '@adaptbench/harness';
import { runChild } from '../paired/child.ts';
import { options } from '../peers/adaptbench/side.ts';
import { predicted } from './ratio.ts';
import { type Outcome, type Printed, type Results, markdown } from './table.ts';
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
    const printed = await runChild<Printed>(path.join(here, 'pair.ts'), {
      model: o.model,
      variant: name,
      rows,
      tokens,
      rounds: o.rounds,
      threads: o.threads,
    });
    const outcome: Outcome = { name, ...printed };
    outcomes.set(key(outcome), outcome);
    console.error(`${new Date().toISOString().slice(11, 19)} ${key(outcome)}: ${brief(outcome)}`);
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
