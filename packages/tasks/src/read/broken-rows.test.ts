import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';
import { readCsv } from './csv.ts';

const records = (n: number): string[] =>
  Array.from({ length: n }, (_, i) => JSON.stringify({ text: `letter ${i}`, label: i % 2 ? 'x' : 'y' }));
const rows = (n: number, delimiter = ','): string[] => [
  `text${delimiter}label`,
  ...Array.from({ length: n }, (_, i) => `letter ${i}${delimiter}${i % 2 ? 'x' : 'y'}`),
];
const joined = (list: readonly string[], at: number, ...broken: readonly string[]): string =>
  list.toSpliced(at, 0, ...broken).join('\n');

describe('a row that cannot be read is left out as any that cannot be used', () => {
  it.each([
    ['a.jsonl', joined(records(40), 6, '{"text": "cut o'), 'a.jsonl:7: is not JSON (', 7],
    [
      'a.jsonl',
      joined(records(40), 6, '["letter", "x"]'),
      'a.jsonl:7: is a list, no object. Expected one object',
      7,
    ],
    [
      'a.jsonl',
      joined(records(40), 6, `{"text": ${'['.repeat(80)}${']'.repeat(80)}}`),
      'a.jsonl:7: is not',
      7,
    ],
    ['a.json', `[${joined(records(40), 6, '3').replaceAll('\n', ',\n')}]`, 'a.json:7: this entry is no', 7],
    [
      'a.csv',
      joined(rows(40), 7, 'one, two,x'),
      'a.csv:8: has 3 fields, the header has 2 (text, label). Put',
      8,
    ],
    ['a.csv', joined(rows(40), 7, 'alone'), 'a.csv:8: has 1 fields, the header has 2 (text, label). Comp', 8],
    ['a.csv', joined(rows(40, ';'), 7, 'alone'), 'a.csv:8: has 1 fields', 8],
    ['a.tsv', joined(rows(40, '\t'), 7, 'a\tb\tx'), 'a.tsv:8: has 3 fields', 8],
  ])('%s, case %#', async (file, text, message, line) => {
    const { items, notes, leftOut } = await readOwn({ [file]: text });
    expect(items).toHaveLength(40);
    expect(leftOut).toEqual([{ split: 'all', rows: 1, reasons: [['faults', 1]] }]);
    const told = notes.find((note) => note.includes('left out'))!;
    expect(told.replaceAll(/[^\s(]*adaptbench-data-\w+\/\d+\//gu, '')).toContain(
      `1 row left out: faults; line ${line} (${message}`,
    );
  });

  it('refuses more than 1 % of the file, unless told', async () => {
    const text = joined(records(60), 6, '{"text": ', 'none');
    const told = (await fault({ 'a.jsonl': text })).split('\n');
    expect(told[0]).toMatch(/^a\.jsonl:7: is not JSON/u);
    expect(told[1]).toMatch(/^a\.jsonl:8: is not JSON/u);
    expect(told.slice(2)).toEqual([
      '2 of 62 rows of a.jsonl cannot be used. Mend them, or leave them out with --skip-bad.',
    ]);
    expect((await readOwn({ 'a.jsonl': text }, { skipBad: true })).items).toHaveLength(60);
    expect((await readOwn({ 'a.jsonl': text }, { skipBad: 0.05 })).items).toHaveLength(60);
    expect(await fault({ 'a.jsonl': text }, { skipBad: 0.02 })).toContain('2 of 62 rows');
  });

  it('counts it among the others, in the order of the file', async () => {
    const chats = Array.from({ length: 8 }, (_, i) => ({ prompt: `letter ${i}`, completion: `word ${i}` }));
    const text = [lines(chats), '{"prompt": "x"}', '{', '{"prompt": "y"}'].join('\n');
    const told = (await fault({ 'a.jsonl': text }, { name: 'generation' })).split('\n');
    expect(told.map((line) => /^a\.jsonl:\d+|3 of 11/u.exec(line)?.[0])).toEqual([
      'a.jsonl:9',
      'a.jsonl:10',
      'a.jsonl:11',
      '3 of 11',
    ]);
  });

  it('weighs a record by its lines, which one quote too many may have swallowed', async () => {
    const swallowed = joined(rows(150), 7, 'a,"b', ...Array.from({ length: 9 }, (_, i) => `c ${i},x`), '",y');
    expect(await fault({ 'a.csv': swallowed })).toBe(
      'a.csv:8: has 3 fields, the header has 2 (text, label). It goes over 11 lines: one quote is missing, or one too many. Inside a quoted field a double quote is written twice.\n1 of 151 rows of a.csv cannot be used. Mend them, or leave them out with --skip-bad.',
    );
    expect((await readOwn({ 'a.csv': swallowed }, { skipBad: true })).items).toHaveLength(150);
  });
});

describe('a file that is something else is refused, whatever is allowed', () => {
  it.each([
    [
      'prose by the name .jsonl',
      'a.jsonl',
      'Dear all,\nthis is\nno JSON.',
      /^a\.jsonl:1: is not JSON .* So are 3 of the first 3 rows\.$/u,
    ],
    [
      'an object over several lines',
      'a.jsonl',
      '{\n"text": "a",\n"label": "x"\n}',
      /^a\.jsonl:1: is not JSON/u,
    ],
    ['lists', 'a.jsonl', '["a", "x"]\n["b", "y"]', /^a\.jsonl:1: is a list, no object/u],
    [
      'commas in most texts',
      'a.csv',
      `text,label\na,x\n${'b, c,y\n'.repeat(3)}`,
      /^a\.csv:3: has 3 fields.*So are 3 of the first 4/u,
    ],
    ['a title above the header', 'a.csv', `Letters\n${rows(20).join('\n')}`, /^a\.csv:2: has 2 fields/u],
    ['a quote that is not closed', 'a.csv', joined(rows(400), 200, '"a,x'), /^a\.csv:201: Quote Not Closed/u],
    [
      'millions of lines',
      'a.jsonl',
      'x\n'.repeat(5_000_000),
      /^a\.jsonl:1: is not JSON .* So are 1001 of the first 1001/u,
    ],
  ])('%s', async (_name, file, text, message) => {
    expect(await fault({ [file]: text }, { skipBad: true })).toMatch(message);
  });

  it('a delimiter that most rows do not have', () => {
    expect(() => readCsv(rows(9).join('\n'), 'f.csv', { delimiter: ';' }).columns).not.toThrow();
    expect(() => readCsv('a;b\nc\nd\ne;f', 'f.csv', { delimiter: ';' })).toThrow(/^f\.csv:2: has 1 fields/u);
  });
});
