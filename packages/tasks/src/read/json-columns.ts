/**
 * JSON files that hold a table in another order than a list of records. Which there are:
 *
 *   {"text": ["a", "b"], "label": [0, 1]}                              columns as lists
 *   {"text": {"0": "a", "1": "b"}, "label": {"0": 0, "1": 1}}          pandas' to_json by default (orient="columns")
 *   {"0": {"text": "a", "label": 0}, "1": {"text": "b", "label": 1}}   orient="index", or records by identifier
 *   {"columns": ["text", "label"], "index": [0, 1], "data": [["a", 0], ["b", 1]]}    orient="split"
 *   {"features": […], "rows": [{"row_idx": 0, "row": {"text": "a", "label": 0}, "truncated_cells": []}]}    the hub's datasets server
 */
import { type ClassNames, namesInFeatures } from './class-names.ts';
import { shownColumns } from './table.ts';
import { byName } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface TurnedRecords {
  readonly records: Iterable<unknown>;
  /** What was decided, without the file's name. */
  readonly notes: readonly string[];
  readonly classNames?: ClassNames;
}

/** The records of an object that is such a table; null where it is none. A string is what is wrong with it, and the mend. */
export function turnedRecords(value: Fields): TurnedRecords | string | null {
  return ofServer(value) ?? ofSplit(value) ?? ofLists(value) ?? ofObjects(value);
}

function ofServer({ features, rows, num_rows_total: total }: Fields): TurnedRecords | null {
  if (
    !Array.isArray(rows) ||
    rows.length === 0 ||
    !rows.every((row) => isFields(row) && isFields(row['row']))
  )
    return null;
  const wrapped = rows as readonly Fields[];
  const cut = wrapped.filter(
    (row) => Array.isArray(row['truncated_cells']) && row['truncated_cells'].length > 0,
  );
  const kinds = (Array.isArray(features) ? features : []).flatMap((feature: unknown) =>
    isFields(feature) && typeof feature['name'] === 'string'
      ? [[feature['name'], feature['type']] as const]
      : [],
  );
  return {
    records: wrapped.map((row) => row['row']),
    notes: [
      'read as an answer of the hub’s datasets server: the rows within "rows"',
      ...(typeof total === 'number' && total > rows.length
        ? [
            `WARNING: holds ${rows.length} of the ${total} rows of its split: the server gives a hundred at a time`,
          ]
        : []),
      ...(cut.length === 0 ? [] : [`WARNING: ${cut.length} rows have cells that the server has cut off`]),
    ],
    classNames: namesInFeatures(byName(kinds)),
  };
}

function ofSplit({ columns, data }: Fields): TurnedRecords | string | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null;
  if (!columns.every((name) => typeof name === 'string' || typeof name === 'number'))
    return 'is written by pandas with columns of several levels: give each column one name, and write it anew.';
  const names = columns.map(String);
  if (new Set(names).size < names.length)
    return `has two columns of one name: ${shownColumns(names)}. Rename one.`;
  const rows = data as readonly (readonly unknown[])[];
  const other = rows.findIndex((row) => row.length !== names.length);
  if (other !== -1)
    return `entry ${other + 1} of "data" has ${rows[other]!.length} cells, "columns" has ${names.length} (${shownColumns(names)}). Complete or remove it.`;
  return {
    records: mapped(rows, (row) => byName(names.map((name, i) => [name, row[i]] as const))),
    notes: ['read as pandas writes it with orient="split": "columns" and "data"'],
  };
}

function ofLists(value: Fields): TurnedRecords | string | null {
  const columns = Object.entries(value);
  if (columns.length < 2 || !columns.every(([, cells]) => Array.isArray(cells))) return null;
  const lists = columns as (readonly [string, readonly unknown[]])[];
  // Several lists of records are several tables.
  if (lists.every(([, cells]) => cells.every(isFields))) return null;
  if (callSplits(lists.map(([name]) => name)) && lists.every(([, cells]) => cells.every(Array.isArray)))
    return null;
  const lengths = new Set(lists.map(([, cells]) => cells.length));
  if (lengths.size > 1 && lists.some(([, cells]) => cells.length > 0 && cells.every(isFields))) return null;
  if (lengths.size > 1)
    return `is written by columns, and they are of different lengths: ${lists
      .slice(0, SHOWN)
      .map(([name, cells]) => `${shownColumns([name])} ${cells.length}`)
      .join(', ')}. Expected as many values in each.`;
  return {
    records: mapped(lists[0]![1], (_, i) => byName(lists.map(([name, cells]) => [name, cells[i]] as const))),
    notes: ['is written by columns, each a list'],
  };
}

function ofObjects(value: Fields): TurnedRecords | null {
  const outer = Object.keys(value);
  const inner = Object.values(value);
  if (outer.length < 2 || !inner.every(isFields) || outer.some(isSplit)) return null;
  const keys = Object.keys(inner[0]!);
  const alike = keys.length > 0 && inner.every((one) => sameKeys(one, keys));
  const [outerCounts, innerCounts] = [
    outer.every(isCount),
    inner.every((one) => Object.keys(one).every(isCount)),
  ];
  // Where names do not tell, a table has more rows than columns.
  const rows =
    outerCounts === innerCounts ? alike && !outerCounts && outer.length > keys.length : outerCounts;
  if (rows) {
    return {
      records: inner,
      notes: [
        `is an object of objects: each is a row, and its name (${shownColumns(outer.slice(0, 1))}, …) is not used`,
      ],
    };
  }
  if (!alike || (outerCounts === innerCounts && (outerCounts || outer.length === keys.length))) return null;
  return {
    records: mapped(keys, (key) => byName(outer.map((name, i) => [name, inner[i]![key]] as const))),
    notes: [
      `is written by columns, as pandas’ to_json does: each is an object of rows (${shownColumns(keys.slice(0, 1))}, …)`,
    ],
  };
}

/** Columns that a message names. */
const SHOWN = 12;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (name: string): boolean => /^\d+$/u.test(name);
/** Whether some are called as splits. */
const callSplits = (names: readonly string[]): boolean => names.some(isSplit);
const isSplit = (name: string): boolean => /^(?:train|valid|val$|dev$|test|eval)/iu.test(name);
const sameKeys = (one: Fields, keys: readonly string[]): boolean =>
  Object.keys(one).length === keys.length && keys.every((key) => Object.hasOwn(one, key));

/** One at a time: a row that is read is not kept. */
function* mapped<T, R>(list: readonly T[], make: (value: T, i: number) => R): Generator<R> {
  for (const [i, value] of list.entries()) yield make(value, i);
}
