/** Each form, in a small file of its own, is read without a flag, and its answers read back as they stand. */
import { goldAnswer, readOutput } from '@adaptbench/core';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { lines, readOwn } from '../__fixtures__/own-data.ts';
import { cases, withOthers } from './__fixtures__/cases.ts';
import { objectCases } from './__fixtures__/object-cases.ts';
import { serviceCases } from './__fixtures__/service-cases.ts';
import { isRecord } from './json-cell.ts';

describe.each(Object.entries({ ...cases, ...objectCases, ...serviceCases }))('%s', (_name, wanted) => {
  const rows = withOthers(wanted);
  const files: Readonly<Record<string, string | ArrayBuffer>> = {
    'a.jsonl': lines(rows),
    'a.json': JSON.stringify(rows),
    'a.parquet': parquetOf(rows),
  };
  it.each(Object.keys(files))('is recognised in %s', async (name) => {
    const { task, items, notes } = await readOwn({ [name]: files[name]! });
    expect(notes[0]).toContain(`read as ${wanted.title}: `);
    expect(task).toMatchObject({ kind: 'generation', chat: true, maxNewTokensFrom: 'training answers' });
    const first = items.find(({ id }) => id === 'all:1')!;
    expect(first.turns!.map(({ role, content }) => [role, content])).toEqual(wanted.turns);
    expect(first.fields).toEqual(wanted.fields);
    expect([first.answer, first.answers ?? [first.answer]]).toEqual([wanted.answers[0], wanted.answers]);
  });

  it('reads its own answers back as they stand, in every template', async () => {
    const { task, items } = await readOwn({ 'a.jsonl': lines(rows) });
    if (task.kind !== 'generation') throw new Error('a task of labels');
    for (const item of items)
      task.templates.forEach((template, t) => {
        const { separator } = template;
        expect(template.write(item)).toBe(template.write(item).trimEnd());
        const answer = goldAnswer(task, t, item);
        expect(readOutput(task, item, answer)).toMatchObject({ correct: true, prediction: item.answer });
        expect(readOutput(task, item, answer + separator.trimEnd()).correct).toBe(separator.trim() === '');
      });
  });
});

/** Lists and structures as the `datasets` library writes them. */
function parquetOf(rows: readonly Readonly<Record<string, unknown>>[]): ArrayBuffer {
  const columns = Object.keys(rows[0]!);
  const data = columns.map((name) => rows.map((row) => row[name]));
  return parquetWriteBuffer({
    columnData: columns.map((name, i) => ({ name, data: data[i]! })),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.flatMap((name, i) => schemaOf(name, data[i]!)),
    ],
  });
}

function schemaOf(name: string, values: readonly unknown[]): SchemaElement[] {
  const there = values.filter((value) => value !== null && value !== undefined);
  if (there.some(Array.isArray))
    return [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...schemaOf('element', there.flat()),
    ];
  if (!there.every(isRecord) || there.length === 0)
    return [{ name, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
  const keys = [...new Set(there.flatMap((value) => Object.keys(value)))];
  return [
    { name, repetition_type: 'OPTIONAL', num_children: keys.length },
    ...keys.flatMap((key) =>
      schemaOf(
        key,
        there.map((value) => value[key]),
      ),
    ),
  ];
}

describe('columns of texts', () => {
  it('are read from CSV, and a file of 100 answers reads back in 100 of 100', async () => {
    const rows = Array.from(
      { length: 100 },
      (_, i) => `Do ${i},${i % 2 ? `with ${i}` : ''},"Line one of ${i}.\n\n  - a ""list""\n"`,
    );
    const { task, items, notes } = await readOwn({
      'alpaca.csv': ['instruction,input,output', ...rows].join('\n'),
    });
    expect(notes[0]).toBe('read as Alpaca (instruction, input, output): instruction, output, input');
    expect(items).toHaveLength(100);
    const right = items.filter(
      (item) => task.kind === 'generation' && readOutput(task, item, goldAnswer(task, 0, item)).correct,
    );
    expect(right).toHaveLength(100);
    expect(items.find(({ id }) => id === 'all:2')!.answer).toBe('Line one of 0.\n\n  - a "list"');
  });

  it('hold JSON in CSV', async () => {
    const cell = (i: number): string =>
      `"[{""role"": ""user"", ""content"": ""${i}""}, {""role"": ""assistant"", ""content"": ""a""}]"`;
    const { items } = await readOwn({
      'a.csv': ['id,messages', ...Array.from({ length: 12 }, (_, i) => `${i},${cell(i)}`)].join('\n'),
    });
    expect(items).toHaveLength(12);
  });

  it('of a text and a label are a classification, whatever else is there', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      text: `t${i}`,
      label: i % 2 ? 'a' : 'b',
      instruction: 'Do',
      output: 'x',
    }));
    expect((await readOwn({ 'a.jsonl': lines(rows) })).task.kind).toBe('classification');
  });

  it('may be shown by a prompt of the user’s own, which is one text', async () => {
    const rows = withOthers(cases['Alpaca with an input']!);
    const templates = ['Do: {instruction}\nWith: {input}\nDone:'];
    const { task, items } = await readOwn({ 'a.jsonl': lines(rows) }, { templates, kind: 'generation' });
    const item = items.find(({ id }) => id === 'all:1');
    expect(task.templates[0].write(item!)).toBe('Do: Translate into French.\nWith: cat\nDone:');
    expect([task.chat, item!.turns]).toEqual([undefined, undefined]);
  });

  it('that are continued are written as they stand', async () => {
    const { task, items } = await readOwn({ 'a.jsonl': lines(withOthers(cases['prompt and completion']!)) });
    const item = items.find(({ id }) => id === 'all:1')!;
    expect(task.templates[0].write(item) + goldAnswer(task, 0, item)).toBe('The capital of Peru is Lima.');
  });

  it('in Chinese are asked in Chinese', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      instruction: `把第${i}句翻译成英文。`,
      input: '你好',
      output: 'Hello',
    }));
    const { task, items } = await readOwn({ 'a.jsonl': lines(rows) });
    expect(task.language).toBe('zh');
    expect(task.templates[0].write(items[0]!)).toMatch(/^用户：把第\d+句翻译成英文。\n\n你好\n助手：$/u);
  });
});
