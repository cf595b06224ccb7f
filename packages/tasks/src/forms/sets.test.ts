/** Several labels an item, JSON and slots as answers. */
import { goldAnswer, readOutput } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';

const labels = [['sport'], ['sport', 'money'], [], ['film, tv', 'money']];
const rows = Array.from({ length: 40 }, (_, i) => ({ text: `t ${i}`, labels: labels[i % 4]! }));

describe('several labels an item', () => {
  it('of a column of lists are a task of their own, without a flag', async () => {
    const { task, items, notes } = await readOwn({ 'a.jsonl': lines(rows) });
    if (task.kind !== 'generation') throw new Error('a task of labels');
    const at = (line: number) => items.find(({ id }) => id === `all:${line}`)!;
    expect([1, 2, 3, 4].map((line) => at(line).answer)).toEqual([
      'sport',
      'sport, money',
      '[]',
      '["film, tv","money"]',
    ]);
    expect(task.templates[0].write(at(1))).toBe(
      'Labels to choose from: money, sport, film, tv\nText: t 0\nLabels:',
    );
    expect(task.equal('money,  Sport', 'sport, money')).toBe(true);
    expect(task.equal('sport', 'sport, money')).toBe(false);
    expect(task.metrics!.map(({ name }) => name).slice(0, 2)).toEqual(['set-f1', 'set-precision']);
    expect(notes.join()).not.toContain('left out');
    expect(notes).toContain(
      'column "labels" holds lists: each is a set of labels, compared by set F1 (--extract set). 20 of 40 rows have several labels. Where a list holds several right answers, say --extract exact; for one label per item write the one that is meant',
    );
    const told = await readOwn({ 'a.jsonl': lines(rows) }, { extract: 'set' });
    expect(told.notes.join()).not.toContain('holds lists');
    for (const item of items)
      task.templates.forEach((_, t) => {
        expect(readOutput(task, item, `${goldAnswer(task, t, item)}\nand more`).correct).toBe(true);
      });
  });

  it('may be parted by a separator in CSV, by JSON, and not as Python prints them', async () => {
    const csv = (cell: (i: number) => string) =>
      ['text,tags', ...rows.map((_, i) => `t ${i},${cell(i)}`)].join('\n');
    const answer = async (cell: string, spec: object) =>
      (await readOwn({ 'a.csv': csv((i) => (i === 0 ? cell : 'x')) }, spec)).items.find(
        ({ id }) => id === 'all:2',
      )!.answer;
    const set = { extract: 'set' } as const;
    expect(await answer('a;b c', set)).toBe('a, b c');
    expect(await answer('"a, b | c"', { ...set, separator: '|' })).toBe('["a, b","c"]');
    expect(await answer('"[""a"",""b""]"', {})).toBe('a, b');
    expect(await fault({ 'a.csv': csv(() => `"['a', 'b']"`) }, { name: 'generation' })).toContain(
      'a.csv:2: column "tags" is not JSON, but a list as Python prints it',
    );
  });

  it('are no 0 or 1 for each of them', async () => {
    const vectors = rows.map(({ text }, i) => ({
      text,
      labels: [0, 1, 2].map((k) => (i % 3 === k ? 1 : 0)),
    }));
    await expect(readOwn({ 'a.jsonl': lines(vectors) })).rejects.toThrow(
      'a.jsonl: column "labels" holds a 0 or 1 for each of 3 labels: expected the labels of each row by name, e.g. ["sport", "money"]. Write the names of those that are 1.',
    );
  });

  it('that are joined in a text of a class are pointed out', async () => {
    const cells = ['sport|money', 'money', 'film|sport', 'film'];
    const joint = rows.map(({ text }, i) => ({ text, label: cells[i % 4] }));
    expect((await readOwn({ 'a.jsonl': lines(joint) })).notes).toContain(
      'WARNING: "film|sport", "sport|money": each counts as one label. If it is several, say --extract set --separator "|"',
    );
    const places = rows.map(({ text }, i) => ({ text, label: ['Paris, Texas', 'Rome'][i % 2] }));
    expect((await readOwn({ 'a.jsonl': lines(places) })).notes.join('\n')).not.toContain(
      'counts as one label',
    );
  });

  it('are never one label made of their text', async () => {
    const file = { 'a.csv': ['text,label', ...rows.map((_, i) => `t ${i},"[""a"",""b""]"`)].join('\n') };
    expect(await fault(file, { kind: 'classification' })).toContain(
      'column "label" holds lists of labels: several labels an item are a task of their own. Say --extract set',
    );
    expect(await fault({ 'a.jsonl': lines(rows) }, { name: 'classification' })).toContain('--extract set');
  });
});

describe('JSON', () => {
  const objects = Array.from({ length: 30 }, (_, i) => ({
    text: `t ${i}`,
    answer: { name: `n ${i}`, tags: ['a', 'b'], n: i },
  }));
  it('is compared by value and trained on as it stands, in cells of every kind', async () => {
    for (const data of [
      objects,
      objects.map(({ text, answer }) => ({ text, answer: JSON.stringify(answer, null, 1) })),
    ]) {
      const { task, items } = await readOwn({ 'a.jsonl': lines(data) }, { extract: 'json' });
      if (task.kind !== 'generation') throw new Error('a task of labels');
      const item = items.find(({ id }) => id === 'all:2')!;
      expect(JSON.parse(item.answer)).toEqual(objects[1]!.answer);
      for (const output of [
        item.answer,
        ` {"n": 1.0, "name": "N 1", "tags": ["a", "b"]}\n`,
        '```json\n{"tags":["a","b"],"n":1,"name":"n 1"}\n```',
      ])
        expect(readOutput(task, item, output).correct).toBe(true);
      expect(readOutput(task, item, '{"n": 1, "name": "n 1", "tags": ["b", "a"]}').correct).toBe(false);
      expect(readOutput(task, item, `Here you are: ${item.answer}. Bye {`)).toMatchObject({
        prediction: null,
        lenient: { correct: true },
      });
      expect(readOutput(task, item, '{"n": 1').lenient.prediction).toBeNull();
      expect(task.metrics![0].name).toBe('field-f1');
      expect(task.stop.some((stop) => stop.trim() === '')).toBe(false);
    }
  });

  it('that is none is told with its line', async () => {
    const bad = [
      ...objects.map(({ text }) => ({ text, answer: '{"a": 1}' })),
      { text: 'x', answer: '{a: 1}' },
      { text: 'y', answer: 'no' },
    ];
    expect(await fault({ 'a.jsonl': lines(bad) }, { name: 'generation', extract: 'json' })).toContain(
      'a.jsonl:31: the answer "{a: 1}" is not JSON (',
    );
  });

  it('may be the output of an instruction', async () => {
    const data = objects.map(({ text, answer }) => ({ instruction: `As JSON: ${text}`, output: answer }));
    const { task, items } = await readOwn({ 'a.jsonl': lines(data) }, { extract: 'json' });
    expect([task.chat, JSON.parse(items[0]!.answer)]).toMatchObject([true, { tags: ['a', 'b'] }]);
  });
});

describe('slots', () => {
  it('are compared in any order, with several right answers', async () => {
    const data = Array.from({ length: 24 }, (_, i) => ({
      text: `t ${i % 12}`,
      answer: i < 12 ? `name[N ${i}], food[x]` : 'area[y]',
    }));
    const { task, items } = await readOwn({ 'a.jsonl': lines(data) }, { extract: 'slots' });
    if (task.kind !== 'generation') throw new Error('a task of labels');
    const item = items.find(({ id }) => id === 'all:2')!;
    expect(item.answers).toEqual(['name[N 1], food[x]', 'area[y]']);
    for (const output of ['food[X],  name[n 1]', 'area[y]'])
      expect(readOutput(task, item, output).correct).toBe(true);
    expect(readOutput(task, item, 'food[x]').correct).toBe(false);
    expect(readOutput(task, item, 'It is so:\nfood[x], name[N 1]').lenient.correct).toBe(true);
    expect(readOutput(task, item, 'none').prediction).toBeNull();
    expect(task.templates[0].write(item)).toBe('Input: t 1\nOutput:');
    expect(task.metrics![0].name).toBe('slot-f1');
  });
});

it('numbers of classes have the names that stand beside the data', async () => {
  const numbers = [[0], [0, 1], [1, 2]];
  const file = lines(Array.from({ length: 30 }, (_, i) => ({ text: `t ${i}`, labels: numbers[i % 3]! })));
  const yaml = ['features:', '- name: labels', '  sequence:', '    class_label:', '      names:'];
  const names = ["        '1': money", "        '0': sport", "        '2': film"];
  const { items } = await readOwn(
    { 'train.jsonl': file, 'README.md': ['---', ...yaml, ...names, '---'].join('\n') },
    { name: 'own' },
  );
  expect(new Set(items.map(({ answer }) => answer))).toEqual(
    new Set(['sport', 'sport, money', 'money, film']),
  );
});
