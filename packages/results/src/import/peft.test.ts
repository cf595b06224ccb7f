import { LoadError } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { wilson } from '../stats/wilson.ts';
import { tablesOf } from '../tables/tables.ts';
import { peftResult } from './__fixtures__/peft.ts';
import { importPeft } from './peft.ts';

const read = (result: object) => importPeft(JSON.stringify(result), 'result.json');
const done = (result: object) => {
  const record = read(result);
  if (record.state !== 'done') throw new Error(`expected a finished trial, got ${record.state}`);
  return record;
};

describe('a result of PEFT becomes a trial', () => {
  test('with its counts, and no outcome by item', () => {
    const { accuracy } = done(peftResult({ correct: 631 }));
    expect(accuracy.test).toMatchObject({ n: 1319, correct: 631, outcomes: null, unparseable: null });
    expect(accuracy.validation).toMatchObject({ n: 50, correct: 25, outcomes: null });
    expect(accuracy.test.itemsDigest).toBe(done(peftResult({ correct: 1 })).accuracy.test.itemsDigest);
    expect(accuracy.test.itemsDigest).not.toBe(accuracy.validation.itemsDigest);
  });
  test('with the settings in our words, and as published', () => {
    const { spec, imported } = done(peftResult());
    expect(spec).toMatchObject({
      model: { reference: 'owner/tiny', revision: 'abc' },
      task: { name: 'gsm8k', trainedOn: 'MetaMathQA', revision: 'metamath@def gsm8k@unknown' },
      method: 'lora',
      config: { experiment: 'tiny-rank2' },
      training: { learningRate: 0.001, batchSize: 4, maxSteps: 500, schedule: 'cosine', weightDecay: 0.01 },
      engine: 'torch',
      device: 'NVIDIA L40S',
    });
    expect(imported?.settings['adapter']).toEqual({ peft_type: 'LORA', r: 2 });
    expect(imported?.system).toEqual({
      system: 'Linux',
      release: '6.17',
      accelerator: 'NVIDIA L40S',
      'torch-version': '2.13.0',
    });
  });
  test('with training time of the steps alone, and what was not measured unknown', () => {
    const { training, sizes, phases, requests, imported } = done(peftResult());
    expect(training).toMatchObject({
      steps: 500,
      seconds: 40,
      tokens: 80_000,
      tokensPerSecond: 2000,
      stepMs: null,
    });
    expect(training?.validationCurve).toEqual([
      { step: 250, accuracy: 0.25 },
      { step: 500, accuracy: 0.5 },
    ]);
    expect(sizes).toMatchObject({ trainableParameters: 1000, artifactBytes: 4096 });
    expect(phases).toEqual({ train: null, evaluate: null });
    expect(requests).toBeNull();
    expect(imported?.figures).toMatchObject({ 'train_time (s)': 80.25, 'forgetting (nats/token)': 0.25 });
  });
  test('that was cancelled failed', () => {
    const { metrics } = peftResult().train_info;
    const train = { status: 'canceled', metrics: metrics.slice(0, 1) };
    expect(read(peftResult({ train, run: { error_msg: 'out of memory' } }))).toMatchObject({
      state: 'failed',
      error: { name: 'canceled', message: 'out of memory', phase: 'train' },
    });
  });
  test('says what is peculiar about it', () => {
    const rank_pattern = { 'layers.0': Array.from({ length: 500 }, () => true) };
    const odd = done(peftResult({ adapter: { peft_type: 'ADALORA', rank_pattern } }));
    expect(odd.notes).toEqual(['its rank_pattern is too long to be kept here']);
    expect(odd.imported?.settings['adapter']).toEqual({ peft_type: 'ADALORA' });
    expect(done(peftResult({ adapter: null, train: { file_size: 99_999_999 } })).notes).toEqual([
      'full fine-tuning: the artefact’s size is computed, not measured',
      'the artefact’s size is a placeholder: no file was found',
    ]);
  });
});

describe('a file is refused, with the reason,', () => {
  const message = (result: unknown): string => {
    try {
      importPeft(typeof result === 'string' ? result : JSON.stringify(result), 'result.json');
    } catch (error) {
      if (error instanceof LoadError) return error.message;
    }
    return 'no LoadError';
  };
  test.each<[string, unknown, string]>([
    ['where it is no JSON', '{', 'result.json: not JSON'],
    ['where it is of another kind', { metrics: [] }, 'run_info: is missing'],
    [
      'where its share is of another number of items',
      peftResult({ correct: 500.4 }),
      'result.json: test accuracy: expected a share of 1319 items, got 0.3793',
    ],
    [
      'where its experiment has no method',
      peftResult({ experiment: 'lora' }),
      'run_info.experiment_name: expected <method>/<experiment>',
    ],
    [
      'where the tested state was not validated',
      peftResult({ train: { metrics: peftResult().train_info.metrics.toSpliced(1, 1) } }),
      'expected a validation after the last step 500, the last is after 250',
    ],
  ])('%s', (_name, result, expected) => expect(message(result)).toContain(expected));
});

test('imported trials go through the same tables: known figures known, unknown ones empty, one table for their own', () => {
  const records = [peftResult(), peftResult({ experiment: 'vera/tiny', correct: 600 })].map(done);
  const { rows, tables } = tablesOf(
    records.map(({ spec }) => spec),
    records,
    ['lora.experiment'],
  );
  expect(rows[0]).toMatchObject({
    configuration: 'experiment=tiny-rank2',
    test: { n: 1319, ...wilson(500, 1319) },
  });
  expect(tables.map(({ name }) => name)).toEqual(['accuracy', 'memory', 'latency', 'published']);
  /** A column in which nothing is known may be left out. */
  const cell = (table: number, header: string) =>
    tables[table]?.rows[0]?.[tables[table].columns.findIndex((column) => column.header === header)] ?? null;
  expect(cell(0, 'unreadable (%)')).toBeNull();
  expect(cell(1, 'inference peak (MiB)')).toBeNull();
  expect(cell(2, 'item p50 (ms)')).toBeNull();
  expect(cell(2, 'training (s)')).toBe(40);
  expect(cell(3, 'accelerator memory, max (MiB)')).toBe(4);
  expect(tables[2]?.legend.at(-1)).toBe(
    'A cell is empty where it was not measured: the time is unknown, not 0.',
  );
});

test('a figure that only some have is empty for the others, whatever it is called', () => {
  const [plain, other] = [peftResult(), peftResult({ experiment: 'vera/tiny', correct: 600 })].map(done);
  const records = [
    plain!,
    { ...other!, imported: { ...other!.imported!, figures: { ...other!.imported!.figures, toString: 7 } } },
  ];
  const { tables } = tablesOf(
    records.map(({ spec }) => spec),
    records,
  );
  const { columns, rows } = tables.find(({ name }) => name === 'published')!;
  const at = columns.findIndex(({ header }) => header === 'toString');
  expect(rows.map((row) => row[at])).toEqual([null, 7]);
});
