/**
 * Makes, from public data, files of the kinds that people bring, for the runs in `results/own-*`:
 *   node --import tsx scripts/own-data.ts --data data --out data/own
 * `data` holds e2e/devset.csv, banking77/{train,test}.csv, sst2/{train,validation,test}.jsonl and
 * glaive/glaive_toolcall_en_demo.json (sources in results/README.md). Of each the same files every time:
 *
 * - slots-to-text.csv    a restaurant's slots and a sentence per row; several rows have the same slots
 * - text-to-slots.csv    the same turned round, with the number of its slots as the group
 * - chats.jsonl          an assistant's answers in OpenAI's form, as far as no tool was called, with the conversation that each is of
 * - intents/             questions of a bank's customers with one of 77 intents
 * - rare.jsonl           film reviews of which one in twenty is negative
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { readDataSet } from '@adaptbench/tasks';
import { stringify } from 'csv-stringify/sync';
import { options } from './options.ts';

const o = options({ data: 'data', out: 'data/own' });
mkdirSync(o.out, { recursive: true });
const write = (name: string, text: string): void => writeFileSync(path.join(o.out, name), text);
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Rows of a file, by column. */
async function rowsOf(file: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { data } = await readDataSet(path.join(o.data, file), {});
  return Object.values(data).flatMap((tables) =>
    tables.flatMap(({ rows }) => rows.map(({ values }) => values)),
  );
}

const e2e = await rowsOf('e2e/devset.csv');
write('slots-to-text.csv', stringify([['slots', 'sentence'], ...e2e.map(({ mr, ref }) => [mr, ref])]));
const numbers = new Map([...new Set(e2e.map(({ mr = '' }) => mr))].map((mr, i) => [mr, i]));
write(
  'text-to-slots.csv',
  stringify([
    ['sentence', 'slots', 'restaurant'],
    ...e2e.map(({ mr = '', ref }) => [ref, mr, numbers.get(mr)]),
  ]),
);

interface Glaive {
  readonly conversations: readonly { readonly from: string; readonly value: string }[];
}
const roles: Readonly<Record<string, string>> = { human: 'user', gpt: 'assistant' };
const glaive = JSON.parse(
  readFileSync(path.join(o.data, 'glaive/glaive_toolcall_en_demo.json'), 'utf8'),
) as readonly Glaive[];
write(
  'chats.jsonl',
  lines(
    glaive
      .flatMap(({ conversations }, conversation) =>
        conversations.flatMap((turn, i) =>
          turn.from === 'gpt' && conversations.slice(0, i).every(({ from }) => from in roles)
            ? [{ turns: conversations.slice(0, i + 1), conversation }]
            : [],
        ),
      )
      .map(({ turns, conversation }) => ({
        messages: [
          { role: 'system', content: 'You are a helpful assistant.' },
          ...turns.map(({ from, value }) => ({ role: roles[from], content: value })),
        ],
        conversation,
      })),
  ),
);

cpSync(path.join(o.data, 'banking77'), path.join(o.out, 'intents'), { recursive: true });

const reviews = (
  await Promise.all(['train', 'validation', 'test'].map((name) => rowsOf(`sst2/${name}.jsonl`)))
).flat();
const drawn = (wanted: string, n: number): object[] =>
  random(0, 'rare', wanted)
    .shuffle(reviews.filter(({ label }) => label === wanted))
    .slice(0, n)
    .map(({ text, label }) => ({ text, label }));
write('rare.jsonl', lines([...drawn('positive', 1900), ...drawn('negative', 100)]));
