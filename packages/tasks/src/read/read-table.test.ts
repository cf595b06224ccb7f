import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LoadError } from '@adaptbench/core';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { readJsonArray, readJsonLines } from './json.ts';
import { readTable } from './read-table.ts';
import { type Table, findColumn } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-read-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, bytes: string | Buffer): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const read = (name: string, bytes: string | Buffer, options = {}): Promise<Table> =>
  readTable(file(name, bytes), name, options);
const values = ({ rows }: Table): unknown[] => rows.map((row) => row.values);
const fault = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(LoadError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('CSV', () => {
  it('reads quoted delimiters, quotes and line breaks, and counts lines', () => {
    const table = readCsv('text,label\r\n"a, ""b""\nc",x\r\n\r\nd,\r\n', 'f.csv');
    expect(table.columns).toEqual(['text', 'label']);
    expect(table.rows).toEqual([
      { values: { text: 'a, "b"\nc', label: 'x' }, line: 2 },
      { values: { text: 'd' }, line: 5 },
    ]);
  });

  it.each([
    [',', 'text,label\na,x\nb,y'],
    [';', 'text;label\na;x\nb;y'],
    ['tab', 'text\tlabel\na\tx\nb\ty'],
    ['|', 'text|label\na|x\nb|y'],
  ])('finds the delimiter %s', (_name, text) => {
    expect(values(readCsv(text, 'f.csv'))).toEqual([
      { text: 'a', label: 'x' },
      { text: 'b', label: 'y' },
    ]);
  });

  it('takes the delimiter given', () => {
    expect(values(readCsv('a,b;c\n1,2;3', 'f.csv', { delimiter: ';' }))).toEqual([{ 'a,b': '1,2', c: '3' }]);
    expect(values(readCsv('a\tb\n1\t2', 'f.txt', { delimiter: String.raw`\t` }))).toEqual([
      { a: '1', b: '2' },
    ]);
  });

  it('leaves single quotes of tab-separated text alone, and undoes those around a field', () => {
    const text = 'text\tlabel\n"so" he said\tx\n"in ""quotes"""\ty\n" open\tz';
    expect(values(readCsv(text, 'f.tsv'))).toEqual([
      { text: '"so" he said', label: 'x' },
      { text: 'in "quotes"', label: 'y' },
      { text: '" open', label: 'z' },
    ]);
  });

  it('reads tab-separated text with quoted line breaks', () => {
    expect(values(readCsv('text\tlabel\n"a\nb"\tx', 'f.tsv'))).toEqual([{ text: 'a\nb', label: 'x' }]);
  });

  it('says where a row is ragged, and what to do', () => {
    expect(fault(() => readCsv('text,label\nb, c,y', 'f.csv', { delimiter: ',' }))).toBe(
      'f.csv:2: has 3 fields, the header has 2 (text, label). Put fields that hold "," into double quotes, or name the delimiter with --delimiter.',
    );
    expect(fault(() => readCsv('text,label\nb', 'f.csv', { delimiter: ',' }))).toBe(
      'f.csv:2: has 1 fields, the header has 2 (text, label). Complete or remove the row.',
    );
    expect(fault(() => readCsv('text,label\n"a,x\n', 'f.csv'))).toMatch(/^f\.csv:\d+: Quote Not Closed/u);
    expect(fault(() => readCsv('a,a\n1,2', 'f.csv'))).toBe(
      'f.csv:1: the header names the column "a" twice. Rename one.',
    );
  });

  it('refuses a file without rows', () => {
    for (const text of ['', ' \n', 'text,label\n'])
      expect(fault(() => readCsv(text, 'f.csv'))).toBe(
        'f.csv: holds no rows. Expected one labelled example a row.',
      );
  });

  it('reads whatever was written as CSV', () => {
    const cell = fc
      .string({ unit: 'grapheme' })
      .filter((s) => s.trim() === s && !s.includes('\r') && !s.includes('\uFEFF'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, fc.constantFrom('x', 'y')), { minLength: 1 }),
        fc.constantFrom(',', ';', '\t'),
        (rows, delimiter) => {
          const text = stringify([['text', 'label'], ...rows], { delimiter, quoted: delimiter !== '\t' });
          fc.pre(delimiter !== '\t' || rows.every(([s]) => !/["\n\t]/u.test(s)));
          expect(values(readCsv(text, 'f.csv', { delimiter }))).toEqual(
            rows.map(([s, label]) => (s === '' ? { label } : { text: s, label })),
          );
        },
      ),
    );
  });
});

describe('JSON', () => {
  it('reads objects of strings, numbers and booleans, line by line', () => {
    const table = readJsonLines(
      '{"text": "a", "label": 0}\n\n{"text": "b", "label": true, "more": [1, 2]}\n',
      'f.jsonl',
    );
    expect(table.columns).toEqual(['text', 'label', 'more']);
    expect(table.rows).toEqual([
      { values: { text: 'a', label: '0' }, line: 1 },
      { values: { text: 'b', label: 'true', more: '[1,2]' }, line: 3 },
    ]);
  });

  it('reads arrays, objects with one array, and JSON lines by the wrong name', () => {
    const expected = [{ a: '1' }, { a: '2' }];
    for (const text of ['[{"a": 1}, {"a": 2}]', '{"examples": [{"a": 1}, {"a": 2}]}', '{"a": 1}\n{"a": 2}'])
      expect(values(readJsonArray(text, 'f.json'))).toEqual(expected);
  });

  it('names the line that is broken', () => {
    expect(fault(() => readJsonLines('{"a": }', 'f.jsonl'))).toMatch(
      /^f\.jsonl:1: is not JSON \(.*\)\. Expected one object a line/u,
    );
    expect(fault(() => readJsonLines('[1]', 'f.jsonl'))).toMatch(/^f\.jsonl:1: is a list, no object/u);
    expect(fault(() => readJsonLines('\n', 'f.jsonl'))).toMatch(/holds no rows/u);
  });
});

describe('encodings', () => {
  const chinese = `label,review\n${Array.from({ length: 20 }, (_, i) => `${i % 2},很快，好吃，味道足，量大，送餐员态度非常好${i}`).join('\n')}\n`;
  const french = `label,review\n${Array.from({ length: 20 }, (_, i) => `${i % 2},très déçu de la crème brûlée à côté n°${i}`).join('\n')}\n`;

  it.each([
    ['utf-8', chinese, Buffer.from(chinese)],
    ['utf-8 with a mark', chinese, Buffer.from(`\uFEFF${chinese}`)],
    ['utf-16le with a mark', chinese, iconv.encode(chinese, 'utf-16le', { addBOM: true })],
    ['utf-16be with a mark', chinese, iconv.encode(chinese, 'utf-16be', { addBOM: true })],
    ['utf-16le without', french, iconv.encode(french, 'utf-16le')],
    ['gb18030', chinese, iconv.encode(chinese, 'gb18030')],
    ['latin1', french, iconv.encode(french, 'latin1')],
  ])('detects %s', async (_name, text, bytes) => {
    const table = await read('f.csv', bytes);
    expect(values(table)).toEqual(values(readCsv(text, 'f.csv')));
  });

  it('says which encoding it took, unless it is UTF-8 or given', async () => {
    const bytes = iconv.encode(chinese, 'gb18030');
    expect((await read('f.csv', bytes)).notes).toEqual(['f.csv: read as gb18030, as its bytes suggest']);
    expect((await read('f.csv', bytes, { encoding: 'gbk' })).notes).toEqual([]);
    expect((await read('f.csv', chinese)).notes).toEqual([]);
  });

  it('names the first line that is not of the encoding given', async () => {
    const bytes = Buffer.concat([
      Buffer.from('label,review\n1,ok\n0,'),
      Buffer.from([0xe9, 0x20]),
      Buffer.from('x\n'),
    ]);
    await expect(read('f.csv', bytes, { encoding: 'utf-8' })).rejects.toThrow(
      "f.csv:3: is not valid utf-8. Name the file's encoding with --encoding (e.g. gb18030, utf-16, latin1), or mend the line.",
    );
    await expect(read('f.csv', bytes, { encoding: 'utf-9' })).rejects.toThrow(/unknown encoding "utf-9"/u);
  });
});

describe('files', () => {
  it('reads what is packed', async () => {
    expect(values(await read('f.jsonl.gz', gzipSync('{"a": 1}')))).toEqual([{ a: '1' }]);
    await expect(read('g.jsonl.gz', 'not packed')).rejects.toThrow(/cannot be unpacked/u);
  });

  it('calls a table in Markdown so, and says where NUL characters are', async () => {
    await expect(read('m.csv', '| text | label |\n|---|:-:|\n| t | a |\n')).rejects.toThrow(
      'm.csv: holds a table in Markdown. Save it as CSV',
    );
    expect((await read('n.csv', 'text,label\nt,a\nu\0,b\n')).notes).toEqual([
      'WARNING: n.csv:3: holds NUL characters, here first: they stay in the texts. Is the file damaged?',
    ]);
  });

  it('refuses what is absent, empty, unknown, broken or too large', async () => {
    await expect(readTable(join(folder, 'none.csv'), 'none.csv')).rejects.toThrow('none.csv: no such file.');
    await expect(read('e.csv', '')).rejects.toThrow(/holds no rows/u);
    await expect(read('f.xlsx', 'x')).rejects.toThrow(/of no known kind: expected \.jsonl/u);
    await expect(read('f.parquet', 'not parquet at all')).rejects.toThrow(/cannot be read as Parquet/u);
    const large = file('large.csv', 'a,b\n');
    truncateSync(large, 3 * 2 ** 30);
    await expect(readTable(large, 'large.csv')).rejects.toThrow(
      /^large\.csv: takes 3072 MiB: more than 384 MiB/u,
    );
  });

  it('finds a column by the name given, or a usual one, and says which there are', () => {
    const table = { file: 'f.csv', columns: ['Review', 'stars'] };
    expect(findColumn(table, undefined, ['text', 'review'], '--text-column')).toBe('Review');
    expect(findColumn(table, 'stars', ['text'], '--text-column')).toBe('stars');
    expect(fault(() => findColumn(table, 'starz', [], '--label-column'))).toBe(
      'f.csv: no column "starz" (--label-column). Did you mean "stars"? Columns: Review, stars.',
    );
    expect(fault(() => findColumn(table, undefined, ['label'], '--label-column'))).toBe(
      'f.csv: which column is it? None is called label. Columns: Review, stars. Name one with --label-column.',
    );
  });
});
