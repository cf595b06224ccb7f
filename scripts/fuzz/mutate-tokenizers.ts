/**
 * Random damage to the tokenizer.json files that `random_tokenizers.py` wrote: each mutant must open and work, or be refused with a
 * LoadError of one line. Usage: node --import tsx scripts/fuzz/mutate-tokenizers.ts FOLDER SEED COUNT
 */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoadError, random } from '@adaptbench/core';
import { tokenizerFromFolder } from '@adaptbench/models';

const [root = '', seed = '0', wanted = '1000'] = process.argv.slice(2);
const draw = random(Number(seed), 'mutate-tokenizers');
const names = readdirSync(root).toSorted();
const pick = <T>(items: readonly T[]): T => items[Math.floor(draw.uniform() * items.length)]!;
const junk: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1,
  1.5,
  1e9,
  2 ** 53,
  '',
  'x',
  '▁',
  'Sequence',
  '(a+)+$',
  '__proto__',
  [],
  [[]],
  {},
  { type: 'BPE' },
  ['a', 'b', 'c'],
  '\u{1F600}',
];
const scratch = mkdtempSync(path.join(tmpdir(), 'adaptbench-'));
const counts = new Map<string, number>();
let slowest = 0;

/** Every place in the file, the vocabulary's by a few members. */
function places(
  value: unknown,
  at: readonly (string | number)[],
  out: (readonly (string | number)[])[],
): void {
  if (typeof value !== 'object' || value === null) return;
  const keys: readonly (string | number)[] = Array.isArray(value)
    ? value.map((_, i) => i)
    : Object.keys(value);
  const some = keys.length > 40 ? [pick(keys), pick(keys), pick(keys)] : keys;
  for (const key of some) {
    out.push([...at, key]);
    places((value as Record<string, unknown>)[key], [...at, key], out);
  }
}

for (let i = 0; i < Number(wanted); i++) {
  const folder = path.join(root, pick(names));
  const json: unknown = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8'));
  for (let n = 1 + Math.floor(draw.uniform() * 3); n > 0; n--) {
    const all: (readonly (string | number)[])[] = [];
    places(json, [], all);
    const small = all.filter(([, part]) => part !== 'vocab' && part !== 'merges');
    const where = pick(draw.uniform() < 0.8 && small.length > 0 ? small : all);
    const parent = where.slice(0, -1).reduce<unknown>((v, key) => (v as Record<string, unknown>)[key], json);
    const key = where.at(-1)!;
    if (draw.uniform() < 0.2) delete (parent as Record<string, unknown>)[key];
    else (parent as Record<string, unknown>)[key] = structuredClone(pick(junk));
  }
  const text = JSON.stringify(json);
  writeFileSync(
    path.join(scratch, 'tokenizer.json'),
    draw.uniform() < 0.1 ? text.slice(0, Math.floor(draw.uniform() * text.length)) : text,
  );
  for (const name of ['tokenizer_config.json', 'added_tokens.json', 'special_tokens_map.json']) {
    rmSync(path.join(scratch, name), { force: true });
    if (existsSync(path.join(folder, name))) copyFileSync(path.join(folder, name), path.join(scratch, name));
  }
  // What ends the process can be looked at.
  const started = performance.now();
  const verdict = await attempt();
  slowest = Math.max(slowest, performance.now() - started);
  counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
}
rmSync(scratch, { recursive: true });
for (const [verdict, n] of counts) process.stdout.write(`${n}\t${verdict}\n`);
process.stdout.write(`slowest ${slowest.toFixed(0)} ms\n`);

async function attempt(): Promise<string> {
  try {
    const tokenizer = await tokenizerFromFolder(scratch);
    for (const words of ['', 'a', ' hello  wörld\n你好 😀', 'a'.repeat(300), ' '.repeat(300)])
      tokenizer.decode(tokenizer.encode(words));
    tokenizer.decode([0, 1, 2, 3, 1e6, 2 ** 40]);
    return 'works';
  } catch (error) {
    if (error instanceof LoadError && !error.message.includes('\n')) return 'refused';
    process.stdout.write(`RAW ${String(error)}\n`);
    return `RAW ${(error as Error).name}`;
  }
}
