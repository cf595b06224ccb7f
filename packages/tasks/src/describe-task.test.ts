/** What data were taken for, in data and in lines; labels that say little; the first template. */
import { describe, expect, it } from 'vitest';
import { csv, lines, readOwn, turns } from './__fixtures__/own-data.ts';
import { describeTask } from './index.ts';

describe('a description', () => {
  it('of labels has their counts, columns used and not used, and rows left out', async () => {
    const rows = turns(['bad', 'good'], 59).map((label, i) => `${i},t ${i},${label},c${i % 20}`);
    const file = ['id,text,label,customer', ...rows, '60,t,,c1'].join('\n');
    const described = describeTask(await readOwn({ 'a.csv': file }, { groupColumn: 'customer' }));
    expect(described).toMatchObject({
      kind: 'classification',
      form: 'text and label',
      columns: { used: ['text', 'label'], unused: ['id', 'customer'] },
      leftOut: [{ split: 'all', rows: 1, reasons: [['no label', 1]] }],
    });
    expect(described.lines).toMatchInlineSnapshot(`
      [
        "classification, read as text and label, prompts in en",
        "columns used: text, label",
        "columns not used: id, customer",
        "data: 1 row left out: no label",
        "train: 45 items; bad 24, good 21; 15 groups",
        "validation: 3 items; bad 0, good 3; 1 group",
        "test: 11 items; bad 6, good 5; 4 groups",
      ]
    `);
  });

  it('of free answers has their lengths and how many are right', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({
      instruction: `Do ${i}`,
      input: '',
      output: i % 2 ? ['a', 'bc'] : ['abc'],
      id: i,
    }));
    const described = describeTask(await readOwn({ 'a.jsonl': lines(rows) }));
    expect(described.splits[0]).toMatchObject({ name: 'train', items: 14, labels: null, groups: null });
    expect(described.lines).toMatchInlineSnapshot(`
      [
        "generation, read as Alpaca (instruction, input, output), prompts in en",
        "columns used: instruction, output, input",
        "columns not used: id",
        "train: 14 items; answers of 2 characters in the median, 3 in 95 %, 3 at most; 7 with several right answers, 2 at most",
        "validation: 2 items; answers of 2 characters in the median, 3 in 95 %, 3 at most; 1 with several right answers, 2 at most",
        "test: 4 items; answers of 2 characters in the median, 3 in 95 %, 3 at most; 2 with several right answers, 2 at most",
      ]
    `);
  });
});

describe('labels', () => {
  it.each<[string[], string | null]>([
    [
      ['ABBR', 'HUM', 'location'],
      'labels that say little to a model: ABBR, HUM. Name all in words, e.g. --labels=ABBR=…,HUM=…,location=…',
    ],
    [
      ['LABEL_0', 'LABEL_1'],
      'labels that say little to a model: LABEL_0, LABEL_1. Name all in words, e.g. --labels=LABEL_0=…,LABEL_1=…',
    ],
    [
      ['a', 'b', 'c', 'd', 'e', 'f'],
      'labels that say little to a model: a, b, c, d, and 2 more. Name all in words, e.g. --labels=a=…,b=…,c=…,d=…,…',
    ],
    [['1', '2', '3'], 'labels are numbers, which tell a model nothing: name them, e.g. --labels=1=…,2=…,3=…'],
    [['SPAM', 'HAM'], null],
    [['sport', 'World news'], null],
  ])('%j: a hint names the flag', async (labels, hint) => {
    const { notes } = await readOwn({ 'a.csv': csv(turns(labels, 60)) });
    const hints = notes.filter((note) => note.includes('--labels='));
    expect(hints).toEqual(hint === null ? [] : [hint]);
  });

  it('are named by the first template where they are few', async () => {
    const first = async (labels: string[], language?: string) => {
      const { task, items } = await readOwn(
        { 'a.csv': csv(turns(labels, 400)) },
        language === undefined ? {} : { language },
      );
      expect(task.templates).toHaveLength(labels.length > 26 ? 9 : 10);
      return task.templates[0].write(items.find(({ id }) => id === 'all:2')!);
    };
    expect(await first(['bad', 'good', 'mixed'])).toBe(
      'Which label fits the text: bad, good or mixed?\nText: letter 0\nLabel:',
    );
    expect(await first(['坏', '好'], 'zh')).toBe('下面的文本是坏还是好？\n文本：letter 0\n答案：');
    const many = Array.from({ length: 31 }, (_, i) => `intent ${i}`);
    expect(await first(many)).toBe('Text: letter 0\nLabel:');
  });
});
