/** Multiple choice as data sets have it: options are shown as lettered lines, the answer is a letter. */
import { goldAnswer, readOutput } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';

type Rows = (i: number) => Readonly<Record<string, unknown>>;
/** How data sets write it, and the first two rows' questions and answers. */
const cases: Readonly<Record<string, readonly [Rows, string, string, string]>> = {
  'MMLU: a list and a number from 0': [
    (i) => ({ question: `q ${i}`, choices: ['red', 'green', 'blue'], answer: i % 3 }),
    'q 0\nA. red\nB. green\nC. blue',
    'A',
    'B',
  ],
  'numbers from 1': [
    (i) => ({ question: `q ${i}`, options: ['red', 'green'], answer: (i % 2) + 1 }),
    'q 0\nA. red\nB. green',
    'A',
    'B',
  ],
  'ARC: texts and labels': [
    (i) => ({
      question: `q ${i}`,
      choices: { text: ['red', 'green'], label: ['1', '2'] },
      answerKey: String((i % 2) + 1),
    }),
    'q 0\nA. red\nB. green',
    'A',
    'B',
  ],
  'options with labels of their own': [
    (i) => ({
      question: `q ${i}`,
      choices: [
        { label: 'A', text: 'red' },
        { label: 'B', text: 'green' },
      ],
      answerKey: 'AB'[i % 2],
    }),
    'q 0\nA. red\nB. green',
    'A',
    'B',
  ],
  'a column a letter': [
    (i) => ({ Question: `q ${i}`, A: 'red', B: 'green', C: 7, D: null, Answer: 'abc'[i % 3] }),
    'q 0\nA. red\nB. green\nC. 7',
    'A',
    'B',
  ],
  'HellaSwag: endings': [
    (i) => ({ ctx: `So ${i}`, endings: ['it ends.', 'it goes on.'], label: String(i % 2) }),
    'So 0\nA. it ends.\nB. it goes on.',
    'A',
    'B',
  ],
  'RACE: a passage before the question': [
    (i) => ({ article: 'Long ago.', question: `q ${i}`, options: ['then', 'now'], answer: 'AB'[i % 2] }),
    'Long ago.\nq 0\nA. then\nB. now',
    'A',
    'B',
  ],
  'the text of the option': [
    (i) => ({ question: `q ${i}`, option1: '10', option2: '20', answer: String(((i % 2) + 1) * 10) }),
    'q 0\nA. 10\nB. 20',
    'A',
    'B',
  ],
  'MedQA: an object of letters': [
    (i) => ({
      question: `q ${i}`,
      options: { A: 'red', B: 'green', C: null },
      answer: ['red', 'green'][i % 2],
    }),
    'q 0\nA. red\nB. green',
    'A',
    'B',
  ],
  'options that are numbers, answered by their text': [
    (i) => ({ question: `q ${i}`, choices: [1, 2, 3], answer: (i % 2) + 2 }),
    'q 0\nA. 1\nB. 2\nC. 3',
    'B',
    'C',
  ],
};

describe.each(Object.entries(cases))('%s', (_name, [row, question, ...letters]) => {
  it('is asked with its options, and answered by a letter', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => row(i));
    const { task, items, notes } = await readOwn({ 'a.jsonl': lines(rows) });
    if (task.kind !== 'generation') throw new Error('a task of labels');
    const at = (line: number) => items.find(({ id }) => id === `all:${line}`)!;
    expect(at(1).fields).toEqual({ question });
    expect([at(1).answer, at(2).answer]).toEqual(letters);
    expect(notes[0]).toMatch(/^read as multiple choice: question/u);
    for (const item of items)
      task.templates.forEach((template, t) => {
        expect(template.write(item)).toContain(item.fields['question']);
        expect(readOutput(task, item, goldAnswer(task, t, item)).correct).toBe(true);
      });
  });
});

describe('a multiple-choice file', () => {
  const rows = (answers: (i: number) => unknown) =>
    lines(
      Array.from({ length: 30 }, (_, i) => ({ question: `q ${i}`, choices: ['x', 'y'], answer: answers(i) })),
    );

  it('whose answers are no options is refused', async () => {
    expect(await fault({ 'a.jsonl': rows((i) => `z${i}`) }, { name: 'generation' })).toBe(
      'a.jsonl: column "answer" says in no known way which of choices is right: expected a letter, an option\'s text or label, or its number from 0 or 1, found "z0", "z1", "z2", "z3", "z4". Name the column with --label-column.',
    );
  });

  it('whose options are none is told what is wrong with the first', async () => {
    const file = lines(
      Array.from({ length: 30 }, (_, i) => ({
        question: `q ${i}`,
        choices: { red: 1, green: 0 },
        answer: 'red',
      })),
    );
    expect(await fault({ 'a.jsonl': file }, { name: 'generation' })).toBe(
      'a.jsonl:1: column "choices": expected 2 to 26 options, e.g. ["one", "two"], found "{\\"red\\":1,\\"green\\":0}".',
    );
  });

  it('has rows of which no option is right told by their lines', async () => {
    const told = await fault({ 'a.jsonl': rows((i) => (i > 26 ? 5 : i % 2)) }, { name: 'generation' });
    expect(told.split('\n')[0]).toBe(
      'a.jsonl:28: answer "5" is none of 2 options by its number from 0: expected A, B or what the other rows have. Mend it, or leave the row out.',
    );
    expect(told).toContain('3 of 30 rows of a.jsonl cannot be used.');
  });

  it('may have a row of which no option is right, and a test without answers', async () => {
    const { items, notes } = await readOwn({ 'a.jsonl': rows((i) => (i === 4 ? 'z' : 'xy'[i % 2])) });
    expect(items).toHaveLength(29);
    expect(notes.join('\n')).toContain('1 row left out: faults; line 5');
    const files = {
      'train.jsonl': rows((i) => i % 2),
      'test.jsonl': rows(() => -1).replaceAll('q ', 'other '),
    };
    const { notes: said } = await readOwn(files, { name: 'generation' });
    expect(said).toContain('test: 30 rows left out: no answer');
  });

  it('whose user names a prompt or another kind is read as that says', async () => {
    const { task } = await readOwn(
      { 'a.jsonl': rows((i) => 'xy'[i % 2]) },
      { extract: 'exact', textColumn: 'question' },
    );
    expect(task.templates[0].name).toBe('question-answer');
  });
});
