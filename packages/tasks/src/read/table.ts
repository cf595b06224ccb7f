/** Rows as every reader gives them, and how a column is found in them. */
import { LoadError, nearest } from '@adaptbench/core';

export interface Row {
  /** By column; a column that is empty or null in the file is absent. */
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
  /** What the reader decided by itself, e.g. an encoding. */
  readonly notes: readonly string[];
}

/** How a text file is to be read; what is left out is detected. */
export interface ReadOptions {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

/**
 * The column that the user named, or else the first of `usual` that the file has.
 * @param flag the setting that names the column, for the message
 * @throws LoadError with the columns there are, and the nearest name
 */
export function findColumn(
  table: Pick<Table, 'file' | 'columns'>,
  named: string | undefined,
  usual: readonly string[],
  flag: string,
): string {
  const { columns, file } = table;
  if (named !== undefined) {
    if (columns.includes(named)) return named;
    const near = nearest(named, columns);
    throw new LoadError(
      `${file}: no column "${named}" (${flag}).${near === null ? '' : ` Did you mean "${near}"?`} Columns: ${columns.join(', ')}.`,
    );
  }
  for (const name of usual) {
    const found = columns.find((column) => column.trim().toLowerCase() === name);
    if (found !== undefined) return found;
  }
  throw new LoadError(
    `${file}: which column is it? None is called ${usual.join(' or ')}. Columns: ${columns.join(', ')}. Name one with ${flag}.`,
  );
}

/** A value of a JSON or Parquet cell as text; undefined where there is none. */
function cellText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  // Lists and structures stay JSON.
  return JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? Number(v) : v));
}

/** A table of records with whatever keys they have. */
export function recordsTable(
  file: string,
  records: readonly { readonly record: Readonly<Record<string, unknown>>; readonly line: number }[],
  more: Partial<Pick<Table, 'classNames' | 'notes'>> = {},
): Table {
  if (records.length === 0) throw emptyFile(file);
  const columns = new Set<string>();
  const rows = records.map(({ record, line }): Row => {
    const values: Record<string, string> = {};
    for (const [column, cell] of Object.entries(record)) {
      columns.add(column);
      const text = cellText(cell);
      if (text !== undefined) values[column] = text;
    }
    return { values, line };
  });
  return { file, columns: [...columns], rows, classNames: {}, notes: [], ...more };
}

export const emptyFile = (file: string): LoadError =>
  new LoadError(`${file}: holds no rows. Expected one labelled example a row.`);
