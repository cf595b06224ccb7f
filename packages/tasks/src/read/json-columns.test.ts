/** Values from pandas 3.1 `to_json` and the hub's datasets server. */
import { LoadError } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { readJsonArray, readJsonLines } from './json.ts';
import type { Table } from './table.ts';

const values = ({ rows }: Table): unknown[] => rows.map((row) => ({ ...row.values }));
const rows = [
  { text: 'a', label: '0' },
  { text: 'b', label: '1' },
  { text: 'c', label: '1' },
];

describe('a table that is no list of records', () => {
  it.each([
    [
      'columns',
      '{"text":{"0":"a","1":"b","2":"c"},"label":{"0":0,"1":1,"2":1}}',
      'is written by columns, as pandas’ to_json does: each is an object of rows (0, …)',
    ],
    [
      'columns of named rows',
      '{"text":{"r":"a","s":"b","__proto__":"c"},"label":{"r":0,"s":1,"__proto__":1}}',
      'is written by columns, as pandas’ to_json does: each is an object of rows (r, …)',
    ],
    [
      'index',
      '{"0":{"text":"a","label":0},"1":{"text":"b","label":1},"2":{"text":"c","label":1}}',
      'is an object of objects: each is a row, and its name (0, …) is not used',
    ],
    [
      'records by identifier',
      '{"q1":{"text":"a","label":0},"q2":{"text":"b","label":1},"q3":{"text":"c","label":1}}',
      'is an object of objects: each is a row, and its name (q1, …) is not used',
    ],
    [
      'split',
      '{"columns":["text","label"],"index":[0,1,2],"data":[["a",0],["b",1],["c",1]]}',
      'read as pandas writes it with orient="split": "columns" and "data"',
    ],
    ['lists', '{"text":["a","b","c"],"label":[0,1,1]}', 'is written by columns, each a list'],
  ])('is read: %s', (_name, text, note) => {
    for (const read of [readJsonArray, readJsonLines]) {
      const table = read(text, 'f.json');
      expect(values(table)).toEqual(rows);
      expect(table.notes).toEqual([`f.json: ${note}`]);
    }
  });

  it('of orient="table" has its rows in "data"', () => {
    const text =
      '{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"text","type":"string"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"index":0,"text":"a"}]}';
    expect(values(readJsonArray(text, 'f.json'))).toEqual([{ index: '0', text: 'a' }]);
  });

  it('comes from the datasets server with names of classes, and says what is not there', () => {
    const text = JSON.stringify({
      features: [
        { feature_idx: 0, name: 'text', type: { dtype: 'string', _type: 'Value' } },
        { feature_idx: 1, name: 'label', type: { names: ['neg', 'pos'], _type: 'ClassLabel' } },
      ],
      rows: rows.map((row, i) => ({ row_idx: i, row, truncated_cells: i === 2 ? ['text'] : [] })),
      num_rows_total: 500,
      partial: false,
    });
    const table = readJsonArray(text, 'f.json');
    expect(values(table)).toEqual(rows);
    expect({ ...table.classNames }).toEqual({ label: ['neg', 'pos'] });
    expect(table.notes).toEqual([
      'f.json: read as an answer of the hub’s datasets server: the rows within "rows"',
      'WARNING: f.json: holds 3 of the 500 rows of its split: the server gives a hundred at a time',
      'WARNING: f.json: 1 rows have cells that the server has cut off',
    ]);
  });

  it('is none where one line has lists in its columns', () => {
    expect(values(readJsonLines('{"text": ["a"], "label": [0]}', 'f.jsonl'))).toEqual([
      { text: 'a', label: '0' },
    ]);
  });

  it.each([
    [
      '{"text": ["a", "b"], "label": [0]}',
      'f.json: is written by columns, and they are of different lengths: text 2, label 1. Expected as many values in each.',
    ],
    [
      '{"columns": ["a", "b"], "data": [[1, 2], [3]]}',
      'f.json: entry 2 of "data" has 1 cells, "columns" has 2 (a, b). Complete or remove it.',
    ],
    ['{"columns": ["a", "a"], "data": [[1, 2]]}', 'f.json: has two columns of one name: a, a. Rename one.'],
    [
      '{"columns": [["a", "b"]], "data": [[1]]}',
      'f.json: is written by pandas with columns of several levels: give each column one name, and write it anew.',
    ],
    [
      '{"train": {"text": ["a"], "label": [0]}, "test": {"text": ["b"], "label": [0]}, "dev": {"text": ["b"], "label": [0]}}',
      'f.json: holds several objects or lists, which are not told from rows and columns: train, test, dev. Expected an array of objects, one a row. With pandas: df.to_json(path, orient="records", lines=True, force_ascii=False). Of splits, write each into a file of its own: train.jsonl, validation.jsonl, test.jsonl.',
    ],
  ])('is refused where it is not plain: %s', (text, message) => {
    expect(() => readJsonArray(text, 'f.json')).toThrow(new LoadError(message));
  });
});
