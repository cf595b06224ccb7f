/** Which turns are the answer, what is kept of calls, and what is said of fields that are not used. */
import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string, more: object = {}) => ({ role: 'assistant', content, ...more });
const rowsOf = (turns: (i: number) => readonly object[], more: (i: number) => object = () => ({})): string =>
  lines(Array.from({ length: 30 }, (_, i) => ({ messages: turns(i), ...more(i) })));

describe('an answer that is not trained on', () => {
  it.each([{ weight: 0 }, { train: false }, { training: false }, { loss: false }])(
    'is none: %j',
    async (not) => {
      const file = rowsOf((i) => [user(`q ${i}`), assistant('good'), user('more'), assistant('bad', not)]);
      const { items, notes } = await readOwn({ 'a.jsonl': file });
      expect(new Set(items.map(({ answer }) => answer))).toEqual(new Set(['good']));
      expect(notes).toContain('30 rows go on after the last answer: what follows it is not used');
      const before = rowsOf((i) => [user('q'), assistant('bad', not), user(`more ${i}`), assistant('good')]);
      const read = await readOwn({ 'a.jsonl': before });
      expect(read.items[0]!.turns!.map(({ content }) => content)).toContain('bad');
    },
  );

  it('cannot be the only one', async () => {
    const file = rowsOf((i) => [user(`q ${i}`), assistant('a', i < 9 ? { weight: 0 } : { weight: 1 })]);
    expect((await fault({ 'a.jsonl': file }, { name: 'generation' })).split('\n')[0]).toBe(
      'a.jsonl:1: messages: no assistant turn is trained on ("weight": 0 and the like): expected one that is, as the answer. Give it weight 1, or leave the row out.',
    );
  });
});

describe('a judged answer', () => {
  it.each([
    ['label', false],
    ['kto_tag', false],
    ['label', 0],
  ])('that is not wanted is left out: %s %s', async (column, no) => {
    const file = rowsOf(
      (i) => [user(`q ${i}`), assistant(i % 2 ? 'good' : 'bad')],
      (i) => ({ [column]: i % 2 === 1 ? (no === 0 ? 1 : true) : no }),
    );
    const { items, notes, reading } = await readOwn({ 'a.jsonl': file });
    expect(items.map(({ answer }) => answer)).toEqual(Array(15).fill('good'));
    expect(notes.join('\n')).toContain(
      `15 rows left out: answer that is not wanted (column "${column}" is ${no}); lines 1, 3, 5, 7, 9, …`,
    );
    expect(reading!.used).toEqual(['messages', column]);
  });

  it('is none where the column says something else', async () => {
    const file = rowsOf(
      (i) => [user(`q ${i}`), assistant('a')],
      (i) => ({ label: i % 3 }),
    );
    expect((await readOwn({ 'a.jsonl': file })).items).toHaveLength(30);
  });
});

it('says which fields of turns are not used', async () => {
  const file = rowsOf((i) => [
    { ...user(`q ${i}`), tool_calls: null, name: '' },
    assistant('a', { reasoning_content: 'hm', refusal: null, tool_calls: [] }),
  ]);
  expect((await readOwn({ 'a.jsonl': file })).notes).toContain(
    'fields of turns that are not used: reasoning_content (30 rows)',
  );
});

it('keeps the digits of numbers in calls', async () => {
  const call = '[{"function": {"name": "f", "arguments": {"id": 12345678901234567890}}}]';
  const file = Array.from(
    { length: 30 },
    (_, i) =>
      `{"messages": [{"role": "user", "content": "q ${i}"}, {"role": "assistant", "content": null, "tool_calls": ${call}}]}`,
  ).join('\n');
  expect((await readOwn({ 'a.jsonl': file })).items[0]!.answer).toBe(
    '<tool_call>\n{"name": "f", "arguments": {"id":12345678901234567890}}\n</tool_call>',
  );
});

it('tells a turn that says nothing by the fields it has', async () => {
  const file = lines(
    Array.from({ length: 30 }, (_, i) => ({ messages: [{ role: 'user', said: `q ${i}` }, assistant('a')] })),
  );
  expect((await fault({ 'a.jsonl': file }, { name: 'generation' })).split('\n')[0]).toBe(
    'a.jsonl:1: messages[0]: has no "content": expected {"role": "user", "content": "…"}, found the fields role, said. Rename the one that holds what is said.',
  );
});

describe('preferences', () => {
  it('of whole conversations beside a prompt are conversations', async () => {
    const file = lines(
      Array.from({ length: 30 }, (_, i) => ({
        prompt: `q ${i}`,
        chosen: [user(`q ${i}`), assistant('good')],
        rejected: [user(`q ${i}`), assistant('bad')],
      })),
    );
    const { items, notes } = await readOwn({ 'a.jsonl': file });
    expect(items[0]!.answer).toBe('good');
    expect(notes[0]).toBe('read as OpenAI messages: chosen; not used: prompt, rejected');
  });

  const rows = (row: (i: number) => object): string => lines(Array.from({ length: 30 }, (_, i) => row(i)));
  it('in no form that is known are called so', async () => {
    const file = rows((i) => ({ chosen: `Q${i}, and A`, rejected: `Human: ${i} Assistant: b` }));
    await expect(readOwn({ 'a.jsonl': file })).rejects.toThrow(
      /a\.jsonl: holds preferences, columns "chosen" and "rejected", whose prompts are in no form that is known/u,
    );
  });
  it('of instructions are read as such', async () => {
    const file = rows((i) => ({ instruction: `Do ${i}`, input: '', chosen: 'good', rejected: 'bad' }));
    const { items, notes } = await readOwn({ 'a.jsonl': file });
    expect(items[0]!.answer).toBe('good');
    expect(notes[0]).toBe(
      'read as Alpaca (instruction, input, output): instruction, chosen, input; not used: rejected',
    );
  });
});

it('refuses a history that is no list of pairs', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    instruction: `Do ${i}`,
    output: 'a',
    history: [['only one', 'two'], ['three']],
  }));
  expect((await fault({ 'a.jsonl': lines(rows) }, { name: 'generation' })).split('\n')[0]).toBe(
    'a.jsonl:1: history[1]: expected a pair ["question", "answer"], found "[\\"three\\"]". Mend it, or leave the row out.',
  );
});

it.each(['output', 'answer'])('reads objects as JSON without a flag: column %s', async (column) => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    [column === 'output' ? 'instruction' : 'question']: `q ${i}`,
    [column]: { name: `n${i}`, id: i },
  }));
  const { task, items, notes } = await readOwn({ 'a.jsonl': lines(rows) });
  expect(notes).toContain('answers are objects: they are read and compared as JSON (--extract json)');
  if (task.kind !== 'generation') throw new Error('a task of labels');
  const item = items.find(({ id }) => id === 'all:1')!;
  expect(task.equal('{"id": 0, "name": "n0"}', item.answer)).toBe(true);
});

it('reads problems and their solutions as free answers', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ problem: `q ${i}`, solution: `It is ${i}, so x.` }));
  const { items, notes } = await readOwn({ 'a.jsonl': lines(rows) });
  expect(items.find(({ id }) => id === 'all:1')!.answer).toBe('It is 0, so x.');
  expect(notes[0]).toContain('text "problem", label "solution"');
});

it('images that are not shown are told', async () => {
  const chat = (i: number) => [
    { from: 'human', value: `<image>\nWhat is ${i}?` },
    { from: 'gpt', value: 'A dog.' },
  ];
  const file = lines(Array.from({ length: 30 }, (_, i) => ({ image: `${i}.jpg`, conversations: chat(i) })));
  expect((await readOwn({ 'a.jsonl': file })).notes).toContain(
    'WARNING: rows are about images or sounds (column "image", <image> and the like in 30 rows), which are not shown to the model: questions about them cannot be answered',
  );
});

it('marks of chat templates in the data are told', async () => {
  const framed = (i: number) => ({
    prompt: `<|im_start|>user\nQ ${i}<|im_end|>\n<|im_start|>assistant\n`,
    completion: `A ${i}</s>`,
  });
  const { notes } = await readOwn({ 'a.jsonl': lines(Array.from({ length: 30 }, (_, i) => framed(i))) });
  expect(notes.join('\n')).toContain(
    'WARNING: prompts hold marks of a chat template (<|im_start|> and the like in 30 rows)',
  );
  expect(notes.join('\n')).toContain(
    'WARNING: answers hold marks of a chat template (</s> and the like in 30 rows)',
  );
});

it('answers that begin with their prompts are told', async () => {
  const whole = (i: number) => ({
    prompt: `What is the number ${i}?`,
    completion: `What is the number ${i}? It is ${i}.`,
  });
  const { notes } = await readOwn({ 'a.jsonl': lines(Array.from({ length: 30 }, (_, i) => whole(i))) });
  expect(notes.join('\n')).toContain('WARNING: answers begin with their prompts in 30 of 30 rows');
});
