import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, LoadError } from '@adaptbench/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type LoadedTask, type TaskSpecInput, findTask, loadTask, parseTaskSpec } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-load-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, rows: readonly string[]): string => {
  writeFileSync(join(folder, name), rows.join('\n'));
  return join(folder, name);
};
const numbered = (n: number, row: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => row(i));
const mail = file('mail.csv', ['review,stars', ...numbered(60, (i) => `letter ${i},${i % 3 === 0 ? 1 : 0}`)]);
const many = file('many.csv', ['text,label', ...numbered(70, (i) => `t${i},x`)]);
const load = (spec: TaskSpecInput, seed = 0): Promise<LoadedTask> => loadTask(spec, seed);
const fault = async (spec: unknown): Promise<unknown> =>
  loadTask(spec as TaskSpecInput, 0).then(
    () => 'no error',
    (error: unknown) => (error as Error).message.replaceAll(folder, '…'),
  );

describe('a task from a file', () => {
  it('has the columns and names of labels that the user gives', async () => {
    const { task, splits } = await load({
      name: mail,
      textColumn: 'review',
      labelColumn: 'stars',
      labels: { 0: 'bad', 1: 'good' },
    });
    expect(task).toMatchObject({
      kind: 'classification',
      labels: ['bad', 'good'],
      language: 'en',
      source: 'mail.csv',
    });
    const all = Object.values(splits).flat();
    expect(all.find(({ id }) => id === 'all:2')).toEqual({
      id: 'all:2',
      fields: { text: 'letter 0' },
      answer: 'good',
    });
    expect(all).toHaveLength(60);
  });

  it('finds usual columns and the labels, and warns of labels that are numbers', async () => {
    const { task, notes } = await load({ name: mail, labelColumn: 'stars' });
    expect(task.kind === 'classification' && task.labels).toEqual(['0', '1']);
    expect(notes).toEqual([
      'columns: text "review", label "stars"',
      'labels are numbers, which tell a model nothing: name them, e.g. --labels=0=negative,1=positive',
      'split here by seed 0, natural: 12 test, 6 validation, 42 train',
      'labels (train + validation + test): 0 28 + 4 + 8, 1 14 + 2 + 4',
    ]);
  });

  it('may be one file a split', async () => {
    const { splits } = await load({
      name: 'sst2',
      data: {
        train: file(
          'a.jsonl',
          numbered(30, (i) => `{"text": "${i}", "label": "${i % 2 ? 'positive' : 'negative'}"}`),
        ),
        test: file('b.csv', ['text,label', 'x,1']),
      },
    });
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([27, 3, 1]);
    expect(splits.test[0]!.id).toBe('test:2');
  });

  it('has the same hash for the same items, wherever they lie and in whatever form', async () => {
    const rows = numbered(30, (i) => `${i},t${i}`);
    const jsonl = file(
      'same.jsonl',
      numbered(30, (i) => `{"label": "${i % 2}", "text": "t${i}"}`),
    );
    const csv = file('same.tsv', ['label\ttext', ...rows.map((_, i) => `${i % 2}\tt${i}`)]);
    const json = file('same.json', [
      `[${numbered(30, (i) => `{"label": "${i % 2}", "text": "t${i}"}`).join(',')}]`,
    ]);
    const hash = async (name: string, seed: number) => (await load({ name }, seed)).dataHash;
    expect(await hash(jsonl, 0)).toMatch(/^[0-9a-f]{64}$/u);
    expect(await hash(json, 0)).toBe(await hash(jsonl, 0));
    expect(await hash(jsonl, 1)).not.toBe(await hash(jsonl, 0));
    // The ids are lines, and a header takes one.
    expect(await hash(csv, 0)).not.toBe(await hash(jsonl, 0));
  });
});

it('bounds free answers as the specification says', async () => {
  const bound = async (spec: object) => {
    const { task } = await load({ name: 'word-problems', ...spec });
    return task.kind === 'generation' ? task.maxNewTokens : null;
  };
  expect(await bound({ maxNewTokens: 5 })).toBe(5);
  expect(await bound({})).not.toBe(5);
});

describe('a task that cannot be loaded', () => {
  it.each([
    [
      { name: 'sst3' },
      'task: unknown task "sst3". Did you mean "sst2"? Known: classification, generation, gsm8k, hotel, hotel-stars, mapping, multiarith, sst2, takeaway, topic, waimai, word-problems.',
    ],
    [
      { name: 'sst2', dta: 'x', train: -1 },
      'task: train: Too small: expected number to be >=0; unknown field "dta", did you mean "data"?',
    ],
    [{ name: 'waimai' }, 'task: waimai has no data of its own: give a file or folder with --data.'],
    [
      { name: 'hotel', data: 'nowhere', labels: { 0: 'bad' } },
      'task hotel: takes no "data", "labels". Leave it out.',
    ],
    [{ name: 'hotel', maxNewTokens: 8 }, 'task hotel: takes no "maxNewTokens". Leave it out.'],
    [
      { name: 'sst2', data: 'nowhere' },
      'nowhere: no such file or folder. Give a file, a folder with train, validation and test files, or hf:org/name.',
    ],
    [
      { name: 'sst2', data: mail, textColumn: 'review', labelColumn: 'stars', extract: 'number' },
      'task sst2: takes no "extract". Leave it out.',
    ],
    [
      { name: mail, textColumn: 'reviw', labelColumn: 'stars' },
      '…/mail.csv: no column "reviw" (--text-column). Did you mean "review"? Columns: review, stars.',
    ],
    [
      { name: many, labelColumn: 'text' },
      'labels: column "text" of …/many.csv holds 70 different values in 70 rows: is it a text or an id? Name the column of labels with --label-column, or, if this is it, each label with --labels value=name,….',
    ],
    [
      { name: mail, labelColumn: 'stars', templates: ['{text} {txet}:'] },
      'templates: "{text} {txet}:": no column "txet". Columns: text, review, stars.',
    ],
    [
      { name: mail, labelColumn: 'stars', templates: ['{text}: '] },
      'templates: "{text}: " ends in white space: end it with the last word or colon; the answer brings its space.',
    ],
  ])('%o', async (spec, message) => {
    expect(await fault(spec)).toBe(message);
  });

  it('names the rows that are wrong, the first five and the number of the others', async () => {
    const rows = numbered(9, (i) => `t${i},${i === 0 ? 'positive' : 'possitive'}`);
    expect(await fault({ name: 'sst2', data: file('wrong.csv', ['text,label', ...rows]) })).toBe(
      [
        ...[3, 4, 5, 6, 7].map(
          (line) =>
            `…/wrong.csv:${line}: unknown label "possitive": expected 0, 1, negative, positive. Name values with --labels possitive=…`,
        ),
        'and 3 more rows',
        '8 of 9 rows of …/wrong.csv cannot be used. Mend them, or leave them out with --skip-bad.',
      ].join('\n'),
    );
  });

  it('is a ConfigError where the wish is wrong, a LoadError where the data are', async () => {
    await expect(findTask('nothing')).rejects.toThrow(ConfigError);
    expect(() => parseTaskSpec({})).toThrow(ConfigError);
    await expect(load({ name: 'sst2', data: mail })).rejects.toThrow(LoadError);
  });
});

it('a specification survives JSON', () => {
  const spec = parseTaskSpec({ name: 'x.csv', labels: { 0: 'a' }, sampling: 'balanced', train: 8 });
  expect(parseTaskSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
});

it.each([
  [
    'my/reviews',
    ' Data of your own: --task own --data my/reviews. A data set of the hub is --task hf:my/reviews.',
  ],
  ['./reviews', ' Data of your own: --task own --data ./reviews.'],
  ...['x.yaml', 'my/reviews.zip', 'reviews.csv.bz2'].map((name): [string, string] => [
    name,
    ' As data such a file cannot be read either: unpack it, or write its rows as .jsonl, .json, .csv, .tsv, .tab, .txt (each also .gz) or .parquet.',
  ]),
  ['sst', ''],
])('tells how data are named where a task is called %s', async (name, more) => {
  const message = await loadTask({ name }, 0).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toMatch(/^task: unknown task /u);
  expect(message.split('word-problems.').at(-1)).toBe(more);
});
