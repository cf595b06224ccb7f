/** Rows of one question with several right answers, and rows that cannot be used. */
import { itemKey, referencesOf } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv, fault, lines, read, readOwn, turns } from './__fixtures__/own-data.ts';
import { answerLengths } from './index.ts';

describe('several right answers', () => {
  const rows = (n: number, answers: (i: number) => readonly string[]) =>
    Array.from({ length: n }, (_, i) => answers(i).map((answer) => ({ question: `q ${i}`, answer }))).flat();
  const free = { kind: 'generation' } as const;

  it('of rows that ask the same are one item, the first of the file is trained on', async () => {
    const { items, notes } = await readOwn({
      'a.jsonl': lines(rows(20, (i) => [`one ${i}`, `two ${i}`, `one ${i}`])),
    });
    expect(items).toHaveLength(20);
    const item = items.find(({ id }) => id === 'all:4')!;
    expect([item.answer, item.answers]).toEqual(['one 1', ['one 1', 'two 1']]);
    expect(notes).toContain(
      '60 rows are 20 items with 2 right answers each; the first in the file is trained on',
    );
  });

  it('may be a list in one cell, SQuAD’s too', async () => {
    const list = Array.from({ length: 12 }, (_, i) => ({ question: `q ${i}`, answers: ['a', `b ${i}`] }));
    const squad = list.map(({ question, answers }) => ({
      question,
      answers: { text: answers, answer_start: [0, 1] },
    }));
    for (const data of [list, squad]) {
      const { items } = await readOwn({ 'a.jsonl': lines(data) });
      expect(items.every(({ answers }) => answers?.length === 2)).toBe(true);
    }
  });

  it('are kept in an official test, and no input is in two splits', async () => {
    const files = {
      'train.jsonl': lines(rows(20, (i) => [`x ${i}`, `y ${i}`])),
      'test.jsonl': lines(rows(5, (i) => [`x ${i}`, `z ${i}`])),
    };
    const { splits } = await readOwn(files, { name: 'generation' });
    expect(splits.test.map((item) => referencesOf(item).length)).toEqual([2, 2, 2, 2, 2]);
    expect(splits.train.length + splits.validation.length).toBe(15);
  });

  it('are none of numbers and labels: such rows contradict each other', async () => {
    const data = rows(30, (i) => (i < 3 ? ['1', '2'] : [String(i)]));
    const { items, notes } = await readOwn({ 'a.jsonl': lines(data) }, { extract: 'number' });
    expect(items).toHaveLength(27);
    expect(notes).toContain('6 items left out whose text stands there with different answers');
  });

  it('never part equal inputs, whatever the rows', async () => {
    const some = fc.array(fc.tuple(fc.nat(30), fc.constantFrom('a', 'b b', 'c\nd')), {
      minLength: 60,
      maxLength: 90,
    });
    await fc.assert(
      fc.asyncProperty(some, async (pairs) => {
        fc.pre(new Set(pairs.map(([q]) => q)).size >= 12);
        const data = pairs.map(([q, answer]) => ({ question: `question ${q}`, answer }));
        const { splits } = await readOwn({ 'a.jsonl': lines(data) }, free);
        const all = Object.values(splits).flat();
        expect(new Set(all.map(itemKey)).size).toBe(all.length);
        for (const item of all) {
          const wanted = data.filter(({ question }) => question === item.fields['question']);
          expect(referencesOf(item)).toEqual([...new Set(wanted.map(({ answer }) => answer))]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('and how long they are is told', async () => {
    const { splits } = await readOwn({ 'a.jsonl': lines(rows(20, (i) => ['x'.repeat(i + 1), '字'])) }, free);
    const all = Object.values(splits).flat();
    expect(answerLengths(all)!.characters).toEqual({ median: 1, p95: 18, most: 20 });
    expect(answerLengths(all)!.longest[0]).toBe('x'.repeat(20));
    expect(answerLengths([])).toBeNull();
  });
});

describe('free answers', () => {
  it('of several lines are read whole unless the user says otherwise', async () => {
    const data = Array.from({ length: 12 }, (_, i) => ({
      question: `q ${i}`,
      answer: `first\n  second ${i}`,
    }));
    const { task, items, notes } = await readOwn({ 'a.jsonl': lines(data) });
    expect(task).toMatchObject({ kind: 'generation', maxNewTokensFrom: 'training answers' });
    expect(items[0]!.answer).toMatch(/^first\n {2}second/u);
    expect(notes.join()).toContain('answers have several lines or more than 100 characters');
    const exact = await readOwn({ 'a.jsonl': lines(data) }, { extract: 'exact' });
    expect(exact.items[0]!.answer).toMatch(/^first second/u);
  });
});

describe('rows that cannot be used', () => {
  const bad = (n: number, all: number): string =>
    csv([...turns(['bad', 'good'], all - n), ...turns([''], n)]);
  it('are left out up to 1 % of the file, one at least, and told with their lines', async () => {
    const one = await read({ 'a.csv': bad(1, 40) });
    expect(one.said).toContain('1 row left out: no label; line 41');
    expect((await read({ 'a.csv': bad(3, 300) })).said).toContain(
      '3 rows left out: no label; lines 299, 300, 301',
    );
  });

  it('are refused beyond that, unless the user allows them', async () => {
    const told = await fault({ 'a.csv': bad(7, 300) });
    expect(told.split('\n')).toEqual([
      ...[295, 296, 297, 298, 299].map(
        (line) => `a.csv:${line}: no label. Fill it in, or leave the row out.`,
      ),
      'and 2 more rows',
      '7 of 300 rows of a.csv cannot be used. Mend them, or leave them out with --skip-bad.',
    ]);
    for (const skipBad of [true, 0.03])
      expect((await read({ 'a.csv': bad(7, 300) }, { skipBad })).n).toEqual([206, 29, 58]);
    expect(await fault({ 'a.csv': bad(7, 300) }, { skipBad: 0.02 })).toContain('7 of 300 rows');
  });

  it('count in each file by itself, and not where a test was published without labels', async () => {
    const files = { 'train.csv': bad(0, 40), 'test.csv': csv(turns([''], 20), 'note') };
    expect((await read(files)).said).toContain('test: 20 rows left out: no label');
    const some = { ...files, 'test.csv': csv(turns(['bad', ''], 20), 'note') };
    expect(await fault(some)).toContain('10 of 20 rows of test.csv cannot be used');
  });
});
