/** Rows as every reader gives them, and how a column is found in them. */
import { LoadError, nearest } from '@adaptbench/core';
import { type CellKind, DeepValue, MAX_DEPTH, cellKind, cellText } from './cell-text.ts';
import { checkCounts } from './limits.ts';
import { byName, noCells } from './values.ts';

export interface Row {
  /** By column, without a prototype; a column that is empty or null in the file is absent. */
  readonly values: Readonly<Record<string, string>>;
  /** Where it begins: line of a text file (the header of a CSV file is line 1), row of a Parquet file or JSON array, from 1. */
  readonly line: number;
}

export interface Table {
  /** The file, for messages. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Names of a column's values 0, 1, …, where the file itself gives them. */
  readonly classNames: Readonly<Record<string, readonly string[]>>;
  /** Columns with cells that are no single value: what they are in words. Their text is JSON. */
  readonly odd?: ReadonlyMap<string, OddColumn>;
  /** What the reader decided by itself, e.g. an encoding. */
  readonly notes: readonly string[];
}

export interface OddColumn {
  readonly kind: Exclude<CellKind, 'single'>;
  /** The first row of it. */
  readonly line: number;
}

/** How a text file is to be read; what is left out is detected. */
export interface ReadOptions {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /**
   * Whether what others' libraries read is read in a process of its own, which has limits of time and memory; the default. False where a
   * caller has read the same file so before, or has such limits itself.
   */
  readonly bounded?: boolean | undefined;
}

/**
 * The column that the user named, or else the first of `usual` that the file has.
 * @param flag the setting that names the column, for the message
 * @param more whether its cells may be lists and structures, and what else helps where there is none
 * @throws LoadError with the columns there are, and the nearest name; where cells of the column are no single values
 */
export function findColumn(
  table: Pick<Table, 'file' | 'columns' | 'odd'>,
  named: string | undefined,
  usual: readonly string[],
  flag: string,
  { lists = false, hint = '' }: { readonly lists?: boolean; readonly hint?: string } = {},
): string {
  const { columns, file } = table;
  const checked = (column: string): string => (lists ? column : single(table, column, flag));
  if (named !== undefined) {
    if (columns.includes(named)) return checked(named);
    const near = nearest(named, columns);
    throw new LoadError(
      `${file}: no column "${named}" (${flag}).${near === null ? '' : ` Did you mean "${near}"?`} Columns: ${shownColumns(columns)}.`,
    );
  }
  for (const name of usual) {
    const found = columns.find((column) => column.trim().toLowerCase() === name);
    if (found !== undefined) return checked(found);
  }
  throw new LoadError(
    `${file}: which column is it? None is called ${usual.join(' or ')}. Columns: ${shownColumns(columns)}. Name one with ${flag}.${hint}`,
  );
}

const oddWords: Readonly<Record<OddColumn['kind'], string>> = {
  list: 'a list of several values',
  structure: 'a structure',
  bytes: 'bytes that are no text',
};

function single({ file, odd }: Pick<Table, 'file' | 'odd'>, column: string, flag: string): string {
  const found = odd?.get(column);
  if (found === undefined) return column;
  throw new LoadError(
    `${file}:${found.line}: column "${column}" (${flag}) holds ${oddWords[found.kind]}: expected one text, number, true or false a row. Write the part that is meant into a column of its own.${found.kind === 'list' && flag === '--label-column' ? ' Several labels an item are a task of their own: --extract set.' : ''}`,
  );
}

/** Columns that a message names, and letters of each. */
const SHOWN = 20;

/** Names of columns for a message. */
export const shownColumns = (columns: readonly string[]): string =>
  columns
    .slice(0, SHOWN)
    .map((name) => (name.length > 80 ? `${name.slice(0, 80)}…` : name))
    .join(', ') + (columns.length > SHOWN ? `, … (${columns.length} in all)` : '');

/** A table of records with whatever keys they have. */
export function recordsTable(
  file: string,
  records: Iterable<{ readonly record: Readonly<Record<string, unknown>>; readonly line: number }>,
  more: Partial<Pick<Table, 'classNames' | 'notes'>> = {},
): Table {
  const columns = new Set<string>();
  const odd = new Map<string, OddColumn>();
  const rows: Row[] = [];
  let cells = 0;
  for (const { record, line } of records) {
    const values = noCells();
    for (const column of Object.keys(record)) {
      columns.add(column);
      const cell = record[column];
      const kind = cellKind(cell);
      if (kind !== 'single' && !odd.has(column)) odd.set(column, { kind, line });
      const text = textOf(cell, file, line, column);
      if (text === undefined) continue;
      values[column] = text;
      cells++;
    }
    rows.push({ values, line });
    checkCounts({ rows: rows.length, cells }, file);
  }
  if (rows.length === 0) throw emptyFile(file);
  return {
    file,
    columns: [...columns],
    rows,
    classNames: byName([]),
    notes: [],
    ...(odd.size === 0 ? {} : { odd }),
    ...more,
  };
}

function textOf(cell: unknown, file: string, line: number, column: string): string | undefined {
  try {
    return cellText(cell);
  } catch (cause) {
    if (!(cause instanceof DeepValue)) throw cause;
    throw new LoadError(
      `${file}:${line}: column "${shownColumns([column])}" is nested more than ${MAX_DEPTH} deep. Write the part that is meant into a column of its own.`,
    );
  }
}

export const emptyFile = (file: string): LoadError =>
  new LoadError(`${file}: holds no rows. Expected one labelled example a row.`);
