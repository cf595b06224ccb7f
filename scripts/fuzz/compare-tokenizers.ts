/**
 * What adaptbench makes of the tokenizers and texts that `random_tokenizers.py` wrote, beside what transformers made of them: counts by verdict,
 * exit code 1 where ids or texts differ. Usage: node --import tsx scripts/fuzz/compare-tokenizers.ts FOLDER
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LoadError } from '@adaptbench/core';
import { tokenizerFromFolder } from '@adaptbench/models';

interface Row {
  readonly text: string;
  readonly error?: string;
  readonly ids: readonly number[];
  readonly full: readonly number[];
  readonly decoded: string;
  readonly drawn: readonly number[];
  readonly written: string;
}

type Expected = { readonly error: string } | { readonly eos: number | null; readonly texts: readonly Row[] };

const counts = new Map<string, number>();
const count = (verdict: string): void => void counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
const root = process.argv[2] ?? '';
let shown = 0;

function differs(name: string, what: string, got: unknown, want: unknown): void {
  count(`DIFFERENT ${what}`);
  if (shown++ < Number(process.env['SHOWN'] ?? 20))
    process.stdout.write(`${name} ${what}: ${JSON.stringify(got)} for ${JSON.stringify(want)}\n`);
}

for (const name of readdirSync(root).toSorted()) {
  const folder = path.join(root, name);
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
  try {
    const tokenizer = await tokenizerFromFolder(folder);
    if ('error' in expected) {
      differs(name, 'loads', 'a tokenizer', expected.error);
      continue;
    }
    count('tokenizers alike');
    if (expected.eos !== null && !tokenizer.eos.includes(expected.eos))
      differs(name, 'eos', tokenizer.eos, expected.eos);
    for (const row of expected.texts) compare(name, tokenizer, row);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const why = error.message.replaceAll(folder, '').replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, '…');
    if ('error' in expected) count('tokenizers refused, as by transformers');
    else {
      count(`tokenizers refused: ${why.slice(0, 150)}`);
      for (let i = 0; i < expected.texts.length; i++) count('texts of refused tokenizers');
    }
  }
}
for (const [verdict, n] of [...counts].toSorted(([, a], [, b]) => b - a))
  process.stdout.write(`${n}\t${verdict}\n`);
if ([...counts.keys()].some((verdict) => verdict.startsWith('DIFFERENT'))) process.exitCode = 1;

function compare(name: string, tokenizer: Awaited<ReturnType<typeof tokenizerFromFolder>>, row: Row): void {
  let ids: readonly number[];
  try {
    ids = tokenizer.encode(row.text);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return row.error === undefined
      ? differs(name, 'refuses a text', error.message, row.text)
      : count('texts refused, as by transformers');
  }
  if (row.error !== undefined) return differs(name, 'takes a text', ids, row.error);
  const front = tokenizer.bos === null ? [] : [tokenizer.bos];
  const decoded = tokenizer.decode(row.ids);
  const written = tokenizer.decode(row.drawn);
  if (String(ids) !== String(row.ids)) differs(name, 'ids', ids, row.ids);
  else if (String(row.full.slice(0, front.length + ids.length)) !== String([...front, ...ids]))
    differs(name, 'front', front, row.full);
  else if (decoded !== row.decoded) differs(name, 'decoded', decoded, row.decoded);
  else if (written !== row.written) differs(name, 'written', written, row.written);
  else count('texts alike');
}
