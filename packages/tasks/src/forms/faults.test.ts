/** Rows that are not in their form are told with file, line, what was expected and found, and the mend. */
import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';
import { cases, hello, hi, withOthers } from './__fixtures__/cases.ts';

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

it.each<[string, Record<string, unknown>, string]>([
  ['Alpaca', { instruction: 'Do', input: '', output: '' }, 'no answer: column "output" is empty.'],
  ['Alpaca', { instruction: 'Do', input: '' }, 'no answer: column "output" is empty.'],
  ['Alpaca', { instruction: '', input: 'x', output: 'y' }, 'no instruction: column "instruction" is empty.'],
  ['prompt', { prompt: 'p', completion: '' }, 'no answer: column "completion" is empty.'],
  ['question', { question: 'q', answer: ' ' }, 'no answer: column "answer" is empty.'],
])('what a row of %s lacks is told with its column: %j', async (form, bad, message) => {
  const good = (i: number): object =>
    form === 'Alpaca'
      ? { instruction: `Do ${i}`, input: '', output: `done ${i}` }
      : form === 'prompt'
        ? { prompt: `p ${i}`, completion: ` c ${i}` }
        : { question: `q ${i}`, answer: `a ${i}` };
  const rows = [...Array.from({ length: 12 }, (_, i) => good(i)), bad, bad];
  const told = (await fault({ 'a.jsonl': lines(rows) }, { name: 'generation' })).split('\n');
  expect(told[0]).toBe(`a.jsonl:13: ${message} Fill it in, or leave the row out.`);
});
