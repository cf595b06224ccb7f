/**
 * Makes, from public data, files of the kinds that people bring, for the runs in `results/own-*`:
 *   node --import tsx scripts/own-data.ts --data data --out data/own
 * `data` holds e2e/devset.csv, banking77/{train,test}.csv and sst2/{train,validation,test}.jsonl (sources in results/README.md). They
 * give the same files every time:
 *
 * - slots-to-text.csv    a restaurant's slots and a sentence per row; several rows have the same slots
 * - text-to-slots.csv    the same turned round, with the number of its slots as the group
 * - chats.jsonl          the first again, as conversations in OpenAI's form
 * - intents/             questions of a bank's customers with one of 77 intents
 * - rare.jsonl           film reviews of which one in twenty is negative
 * - few-intents.csv      the questions with one of six intents that differ clearly, by a short name
 * - families.csv         sentences on restaurants by whether these suit families, with the restaurant as the group
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
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

write(
  'chats.jsonl',
  lines(
    e2e.map(({ mr, ref }) => ({
      messages: [
        {
          role: 'system',
          content: 'You tell guests about restaurants, in one or two sentences and with these facts alone.',
        },
        { role: 'user', content: mr },
        { role: 'assistant', content: ref },
      ],
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

const named = new Map([
  ['card_arrival', 'delivery'],
  ['exchange_rate', 'exchange'],
  ['lost_or_stolen_card', 'theft'],
  ['change_pin', 'secret'],
  ['terminate_account', 'leaving'],
  ['age_limit', 'age'],
]);
const questions = (
  await Promise.all(['train', 'test'].map((name) => rowsOf(`banking77/${name}.csv`)))
).flat();
write(
  'few-intents.csv',
  stringify([
    ['text', 'label'],
    ...questions.flatMap(({ text, category = '' }) => {
      const label = named.get(category);
      return label === undefined ? [] : [[text, label]];
    }),
  ]),
);

const suits = new Map([
  ['yes', 'families'],
  ['no', 'adults'],
]);
write(
  'families.csv',
  stringify([
    ['text', 'label', 'restaurant'],
    ...e2e.flatMap(({ mr = '', ref }) => {
      const label = suits.get(/familyFriendly\[(\w+)\]/u.exec(mr)?.[1] ?? '');
      return label === undefined ? [] : [[ref, label, numbers.get(mr)]];
    }),
  ]),
);
