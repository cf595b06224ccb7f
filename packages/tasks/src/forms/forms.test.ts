/** Each form, in a small file of its own, is read without a flag; its answers read back as they stand; faults are told with the mend. */
import { goldAnswer, readOutput } from '@adaptbench/core';
import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { isRecord } from './json-cell.ts';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';

/** One row in its form, what is before the answer, and the answers. */
interface Case {
  readonly row: Readonly<Record<string, unknown>>;
  readonly turns: readonly (readonly [string, string])[];
  readonly fields: Readonly<Record<string, string>>;
  readonly answers: readonly string[];
  readonly title: string;
}

const hi = { role: 'user', content: 'Hi' };
const hello = { role: 'assistant', content: 'Hello!\n\n  How are you? ' };
const cases: Readonly<Record<string, Case>> = {
  'messages with a system turn and several turns': {
    row: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        hi,
        hello,
        { role: 'user', content: 'Bye' },
        { role: 'assistant', content: 'See\nyou.' },
      ],
    },
    turns: [
      ['system', 'Be brief.'],
      ['user', 'Hi'],
      ['assistant', 'Hello!\n\n  How are you? '],
      ['user', 'Bye'],
    ],
    fields: {
      conversation: 'System: Be brief.\nUser: Hi\nAssistant: Hello!\n\n  How are you? ',
      text: 'Bye',
    },
    answers: ['See\nyou.'],
    title: 'OpenAI messages',
  },
  'messages with content in parts': {
    row: {
      messages: [
        { role: 'developer', content: [] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'How ' },
            { type: 'text', text: 'far?' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: ' 3 km\n' }] },
      ],
    },
    turns: [['user', 'How far?']],
    fields: { text: 'How far?' },
    answers: ['3 km'],
    title: 'OpenAI messages',
  },
  'messages with calls of tools': {
    row: {
      messages: [
        { role: 'user', content: '2 + 2?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'add', arguments: '{"a": 2, "b": 2}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '4' },
        { role: 'assistant', content: 'It is 4.' },
      ],
    },
    turns: [
      ['user', '2 + 2?'],
      ['assistant', '<tool_call>\n{"name": "add", "arguments": {"a": 2, "b": 2}}\n</tool_call>'],
      ['tool', '4'],
    ],
    fields: {
      conversation:
        'User: 2 + 2?\nAssistant: <tool_call>\n{"name": "add", "arguments": {"a": 2, "b": 2}}\n</tool_call>\nTool: 4',
      text: '2 + 2?',
    },
    answers: ['It is 4.'],
    title: 'OpenAI messages',
  },
  'ShareGPT with tools and a call as the answer': {
    row: {
      conversations: [
        { from: 'human', value: 'Weather in Lima?' },
        { from: 'function_call', value: '{"name": "weather", "arguments": {"city": "Lima"}}' },
        { from: 'observation', value: '' },
      ],
      tools: '[{"name": "weather"}]',
    },
    turns: [
      ['system', '<tools>\n[{"name": "weather"}]\n</tools>'],
      ['user', 'Weather in Lima?'],
    ],
    fields: { conversation: 'System: <tools>\n[{"name": "weather"}]\n</tools>', text: 'Weather in Lima?' },
    answers: ['<tool_call>\n{"name": "weather", "arguments": {"city": "Lima"}}\n</tool_call>'],
    title: 'ShareGPT conversations',
  },
  'role and content within conversations': {
    row: { conversations: [hi, hello] },
    turns: [['user', 'Hi']],
    fields: { text: 'Hi' },
    answers: ['Hello!\n\n  How are you?'],
    title: 'ShareGPT conversations',
  },
  'Alpaca with an input': {
    row: { instruction: 'Translate into French.', input: 'cat', output: 'chat' },
    turns: [['user', 'Translate into French.\n\ncat']],
    fields: { text: 'Translate into French.\n\ncat' },
    answers: ['chat'],
    title: 'Alpaca (instruction, input, output)',
  },
  'Alpaca without an input, and a list of right answers': {
    row: { instruction: 'Name a colour.', input: '', output: ['red', 'blue', 'red'] },
    turns: [['user', 'Name a colour.']],
    fields: { text: 'Name a colour.' },
    answers: ['red', 'blue'],
    title: 'Alpaca (instruction, input, output)',
  },
  'prompt and completion': {
    row: { prompt: 'The capital of Peru is', completion: ' Lima.' },
    turns: [['user', 'The capital of Peru is']],
    fields: { text: 'The capital of Peru is' },
    answers: ['Lima.'],
    title: 'prompt and completion',
  },
  'prompt and completion as lists of messages': {
    row: { prompt: [{ role: 'system', content: 'Be kind.' }, hi], completion: [hello] },
    turns: [
      ['system', 'Be kind.'],
      ['user', 'Hi'],
    ],
    fields: { conversation: 'System: Be kind.', text: 'Hi' },
    answers: ['Hello!\n\n  How are you?'],
    title: 'prompt and completion',
  },
};

/** Rows that differ in what the user says, with the case's row as the first. */
const withOthers = ({ row }: Case, n = 12): Record<string, unknown>[] =>
  Array.from({ length: n }, (_, i) =>
    i === 0
      ? row
      : (JSON.parse(
          JSON.stringify(row).replace(/Hi|How |2 \+ 2|Lima\?|cat|a colour|capital/u, (m) => `${m} ${i}`),
        ) as Record<string, unknown>),
  );

describe.each(Object.entries(cases))('%s', (_name, wanted) => {
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
      task.templates.forEach(({ separator, write }, t) => {
        expect(write(item)).toBe(write(item).trimEnd());
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
    const [item] = items.filter(({ id }) => id === 'all:1');
    expect(task.templates[0].write(item!)).toBe('Do: Translate into French.\nWith: cat\nDone:');
    expect([task.chat, item!.turns]).toEqual([undefined, undefined]);
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

describe('faults', () => {
  const system = { role: 'system', content: 'S' };
  const rows = (...bad: readonly unknown[]): string =>
    lines([
      ...withOthers(cases['role and content within conversations']!).map(({ conversations }) => ({
        messages: conversations,
      })),
      ...bad.map((messages) => ({ messages })),
    ]);
  it.each<[string, unknown, string]>([
    [
      'two answers in a row',
      [hi, hello, hello],
      "messages[2]: two answers in a row: expected a user's turn between two of the assistant's. Join them, or leave one out.",
    ],
    [
      'roles out of order',
      [hello, hi, hello],
      'messages[0]: roles out of order: assistant at the beginning, expected system or user. Mend the order, or leave the row out.',
    ],
    [
      'two questions in a row',
      [hi, hi, hello],
      'messages[1]: roles out of order: user after user, expected assistant. Mend the order, or leave the row out.',
    ],
    [
      'a late system turn',
      [hi, hello, system, hi, hello],
      'messages[2]: roles out of order: system after assistant, expected user or tool. Mend the order, or leave the row out.',
    ],
    [
      'no assistant turn',
      [system, hi],
      'messages: no assistant turn among 2 turns: expected the answer as the last one. Add it, or leave the row out.',
    ],
    [
      'an empty answer',
      [hi, { role: 'assistant', content: ' \n' }],
      'messages[1]: the answer is empty: expected text in the last assistant turn. Fill it in, or leave the row out.',
    ],
    [
      'an empty question',
      [{ role: 'user', content: '' }, hello],
      "messages[0]: the user's turn is empty. Fill it in, or leave the row out.",
    ],
    [
      'an unknown role',
      [{ role: 'narrator', content: 'x' }, hello],
      'messages[0]: unknown role "narrator": expected system, user, assistant or tool. Rename it, or leave the turn out.',
    ],
    ['no turn', ['Hi', hello], 'messages[0]: expected a turn {"role": "user", "content": "…"}, found "Hi".'],
    [
      'a picture',
      [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }, hello],
      'messages[0]: holds a part of type "image_url": only parts of type "text" can be read. Leave such rows out.',
    ],
    [
      'a broken call',
      [hi, { role: 'assistant', tool_calls: [{ id: 1 }] }],
      'messages[1]: expected a tool call {"function": {"name": "…", "arguments": "…"}}, found "{\\"id\\":1}".',
    ],
    [
      'no list',
      'Hi there',
      'column "messages" is not a list: expected [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}], found "Hi there".',
    ],
  ])(
    '%s: one line with file, line, what was expected and found, and the mend',
    async (_name, bad, message) => {
      const told = await fault({ 'a.jsonl': rows(bad, bad) }, { name: 'generation' });
      expect(told.split('\n')).toEqual([
        `a.jsonl:13: ${message}`,
        `a.jsonl:14: ${message}`,
        '2 of 14 rows of a.jsonl cannot be used. Mend them, or leave them out with --skip-bad.',
      ]);
      const { items, notes } = await readOwn({ 'a.jsonl': rows(bad) }, { name: 'generation' });
      expect(items).toHaveLength(12);
      expect(notes.join('\n')).toMatch(/1 row left out: .*line 13/u);
    },
  );

  it('lists as Python prints them are called so', async () => {
    const cell = `"[{'role': 'user', 'content': 'x'}]"`;
    expect(await fault({ 'a.csv': `id,messages\n1,${cell}\n2,${cell}` }, { name: 'generation' })).toContain(
      'a.csv:2: column "messages" is not JSON, but a list as Python prints it: write it with json.dumps, or the rows as .jsonl.',
    );
  });

  it('files of different forms are told apart', async () => {
    const data = {
      'train-1.jsonl': lines([cases['Alpaca with an input']!.row]),
      'train-2.jsonl': lines([{ messages: [hi, hello] }]),
    };
    expect(await fault(data, { name: 'generation' })).toContain(
      'is not in the form of train-1.jsonl, Alpaca (instruction, input, output): expected the columns instruction, output, input, found messages.',
    );
  });
});

describe('any text', () => {
  const said = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
  const answers = fc.uniqueArray(fc.tuple(said, said), {
    minLength: 10,
    maxLength: 14,
    selector: ([asked]) => asked.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim(),
  });
  const forms: Readonly<Record<string, (asked: string, answer: string) => Record<string, unknown>>> = {
    messages: (asked, answer) => ({
      messages: [
        { role: 'user', content: asked },
        { role: 'assistant', content: answer },
      ],
    }),
    conversations: (asked, answer) => ({
      conversations: [
        { from: 'human', value: asked },
        { from: 'gpt', value: answer },
      ],
    }),
    alpaca: (asked, answer) => ({ instruction: asked, output: answer }),
    prompts: (asked, answer) => ({ prompt: asked, completion: answer }),
  };
  it.each(Object.keys(forms))('%s: what was written is asked, and reads back', async (form) => {
    await fc.assert(
      fc.asyncProperty(answers, async (pairs) => {
        const { task, items } = await readOwn(
          { 'a.jsonl': lines(pairs.map(([asked, answer]) => forms[form]!(asked, answer))) },
          { kind: 'generation' },
        );
        if (task.kind !== 'generation') throw new Error('a task of labels');
        expect(items).toHaveLength(pairs.length);
        for (const item of items) {
          const [asked, answer] = pairs[Number(item.id.split(':')[1]) - 1]!;
          expect(item.turns!.at(-1)!.content.trim()).toBe(asked.trim());
          expect(item.answer).toBe(answer.trim());
          expect(task.stop.some((stop) => item.answer.includes(stop))).toBe(false);
          task.templates.forEach((template, t) => {
            expect(template.write(item)).toContain(asked.trim());
            expect(readOutput(task, item, goldAnswer(task, t, item))).toMatchObject({
              correct: true,
              prediction: item.answer,
            });
          });
        }
      }),
      { numRuns: 20 },
    );
  });
});
