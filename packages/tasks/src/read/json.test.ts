import { LoadError } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { readJsonArray, readJsonLines } from './json.ts';
import { type Table, findColumn } from './table.ts';

const first = ({ rows }: Table): unknown => ({ ...rows[0]!.values });
const fault = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(LoadError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('JSON', () => {
  it('keeps all digits of whole numbers, and reads what Python writes', () => {
    const line =
      '{"id": 12345678901234567890, "neg": -9007199254740993, "safe": 9007199254740991, "s": "12345678901234567890 \\" NaN", "f": 0.1234567890123456789, "e": 1e22, "nan": NaN, "inf": -Infinity, "in": [12345678901234567890]}';
    const expected = {
      id: '12345678901234567890',
      neg: '-9007199254740993',
      safe: '9007199254740991',
      s: '12345678901234567890 " NaN',
      f: '0.12345678901234568',
      e: '1e+22',
      inf: '-Infinity',
      in: '12345678901234567890',
    };
    expect(first(readJsonLines(line, 'f.jsonl'))).toEqual(expected);
    expect(first(readJsonArray(`[${line}]`, 'f.json'))).toEqual(expected);
  });

  it('takes numbers only where JSON has them', () => {
    for (const broken of [
      '{"a": 01234567890123456789}',
      '{"a": x12345678901234567890}',
      '{"a": NaNa}',
      '{"a": "1',
    ])
      expect(fault(() => readJsonLines(broken, 'f.jsonl'))).toMatch(/^f\.jsonl:1: is not JSON/u);
  });

  it('takes a list of one value for it, and an empty one for none', () => {
    expect(
      first(readJsonLines('{"a": ["x"], "b": [], "c": [3], "d": [null], "e": [true]}', 'f.jsonl')),
    ).toEqual({
      a: 'x',
      c: '3',
      e: 'true',
    });
  });

  it('keeps other lists and structures as JSON, which are no labels and no texts', () => {
    const table = readJsonLines(
      '{"a": ["x"], "t": "one"}\n{"a": ["x", "y"], "t": {"k": [1.5, null]}, "u": [[1]]}',
      'f.jsonl',
    );
    expect({ ...table.rows[1]!.values }).toEqual({ a: '["x","y"]', t: '{"k":[1.5,null]}', u: '[[1]]' });
    expect(fault(() => findColumn(table, 'a', [], '--label-column'))).toBe(
      'f.jsonl:2: column "a" (--label-column) holds a list of several values: expected one text, number, true or false a row. Write the part that is meant into a column of its own. Several labels an item are a task of their own: --extract set.',
    );
    expect(fault(() => findColumn(table, undefined, ['t'], '--text-column'))).toMatch(/holds a structure/u);
    expect(fault(() => findColumn(table, 'u', [], '--text-column'))).toMatch(
      /holds a list of several values/u,
    );
  });

  it('keeps fields with names of JavaScript’s own', () => {
    const { rows, columns } = readJsonLines('{"__proto__": "a", "constructor": "b"}\n{"x": 1}', 'f.jsonl');
    expect(columns).toEqual(['__proto__', 'constructor', 'x']);
    expect(Object.entries(rows[0]!.values)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect([rows[1]!.values['__proto__'], rows[1]!.values['constructor']]).toEqual([undefined, undefined]);
  });

  it('reads lines that end in carriage returns, and arrays by the name .jsonl', () => {
    expect(readJsonLines('{"a": 1}\r{"a": 2}\r', 'f.jsonl').rows.map(({ line }) => line)).toEqual([1, 2]);
    expect(readJsonLines('[\n{"a": 1},\n{"a": 2}]', 'f.jsonl').rows).toHaveLength(2);
  });

  it('says what a file is that has no rows of its own', () => {
    expect(fault(() => readJsonArray('{"error": "Entry not found"}', 'f.json'))).toMatch(/is one object/u);
    expect(fault(() => readJsonArray('3', 'f.json'))).toBe('f.json: expected an array of objects.');
    expect(fault(() => readJsonArray('{"train": [{"a": 1}], "test": [{"a": 2}]}', 'f.json'))).toBe(
      'f.json: holds several arrays of objects: train, test. If they are splits, write each into a file of its own in one folder: train.jsonl, validation.jsonl, test.jsonl.',
    );
  });

  it.each([
    ['{"a": 1},\n{"a": 2},', /It ends with a comma: leave it out, or put all lines between \[ and \]/u],
    ["{'a': 1}\n{'a': 2}", /It is as Python prints it: write it with json\.dumps\./u],
    ['{\n  "a": 1\n}', /An object goes over several lines: write one a line/u],
    ['{"a": 1}{"a": 2}', /Several objects stand in it: write one a line\./u],
    ['a,b\n1,2', /If it is CSV, call it \.csv\./u],
    ['// rows\n{"a" 1}', /"label": "…"\}\. So are 2 of the first 2 rows\.$/u],
  ])('says how %j is mended', (text, mend) => {
    expect(fault(() => readJsonLines(text, 'f.jsonl'))).toMatch(mend);
  });

  it.each([
    ['[{"a": 1},\n]', /A comma stands before the last bracket, which JSON does not have: leave it out\.$/u],
    ['[// rows\n{"a": 1}]', /It has comments, which JSON does not have: leave them out\.$/u],
    ["[{'a': 1}]", /It is as Python prints it: write it with json\.dump\.$/u],
    ['{\n  "a": 1\n}\n{\n  "a": 2\n}', /Several objects follow one another: put them between/u],
    ['[{"a": 1\n}]\n[{"a": 2\n}]', /Several lists follow one another: join them to one\.$/u],
  ])('says how a whole file %j is mended', (text, mend) => {
    expect(fault(() => readJsonArray(text, 'f.json'))).toMatch(mend);
  });

  it('tells a list a line', () => {
    expect(fault(() => readJsonLines('[{"role": "user"}]\n[{"role": "user"}]', 'f.jsonl'))).toBe(
      'f.jsonl:1: is a list, no object. Expected one object a line: put the list into one, e.g. {"messages": […]}. So are 2 of the first 2 rows.',
    );
  });

  it('keeps large numbers as numbers within structures', () => {
    const line = '{"a": {"id": 12345678901234567890, "s": "12345678901234567890"}}';
    expect(first(readJsonLines(line, 'f.jsonl'))).toEqual({
      a: '{"id":12345678901234567890,"s":"12345678901234567890"}',
    });
  });

  it.each([2300, 100_000])('refuses what is nested %d deep', (depth) => {
    const deep = `{"a": "x", "b": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const objects = `{"b": ${'{"k":'.repeat(depth)}1${'}'.repeat(depth)}}`;
    for (const text of [deep, objects]) {
      expect(fault(() => readJsonLines(text, 'f.jsonl'))).toMatch(
        /^f\.jsonl:1: is not JSON \(it is nested more than 64 deep\)/u,
      );
      expect(fault(() => readJsonArray(`[${text}]`, 'f.json'))).toMatch(/nested more than 64 deep/u);
    }
    // Within the limit of the whole, and brackets in strings count for nothing.
    const fine = `{"a": "${'['.repeat(depth)}", "b": ${'['.repeat(60)}${']'.repeat(60)}}`;
    expect(first(readJsonLines(fine, 'f.jsonl'))).toEqual({
      a: '['.repeat(depth),
      b: '['.repeat(60) + ']'.repeat(60),
    });
  });

  it.each([
    ['carriage returns', '\r'.repeat(300_000)],
    ['a brace and carriage returns', `{${'\r'.repeat(300_000)}`],
    ['braces', '{'.repeat(300_000)],
    ['digits', `{"a": ${'1'.repeat(300_000)}}`],
    ['quotes', `{"a": ${'"'.repeat(300_001)}}`],
    ['backslashes', `[{"a": 1234567890123456789, "b": "${'\\'.repeat(300_000)}"}]`],
    ['escaped quotes', `[{"a": 1234567890123456789, "b": "${'\\"'.repeat(300_000)}"}]`],
    ['spaces', `${' '.repeat(300_000)}x`],
  ])('takes time by the size of a file of %s', (_name, text) => {
    const { user: before } = process.cpuUsage();
    for (const read of [readJsonArray, readJsonLines])
      try {
        read(text, 'f.json');
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
      }
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(2);
  });
});
