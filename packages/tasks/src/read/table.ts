/** Rows as every reader gives them, and how a column is found in them. */
import { LoadError, nearest, oneLine } from '@adaptbench/core';
import { type BrokenRow, BrokenRows } from './broken-rows.ts';
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
  /** Rows that could not be read; left out where there are none. */
  readonly broken?: readonly BrokenRow[];
  /** Names of a column's values 0, 1, …, where the file itself gives them. */
  readonly classNames: Readonly<Record<string, readonly string[]>>;
  /** Columns with cells that are no single value: what they are in words. Their text is JSON. */
  readonly odd?: ReadonlyMap<string, OddColumn>;
  /** Why its columns may not be what the file means, and the mend: told where a column is missing. */
  readonly doubt?: string;
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
  table: Pick<Table, 'file' | 'columns' | 'odd' | 'doubt'> & Partial<Pick<Table, 'rows'>>,
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
      `${file}: no column "${named}" (${flag}).${near === null ? '' : ` Did you mean "${near}"?`} Columns: ${shownColumns(columns)}.${near === null ? doubt(table) : ''}`,
    );
  }
  for (const name of usual) {
    const found = columnCalled(columns, name);
    if (found !== undefined) return checked(found);
  }
  throw new LoadError(
    `${file}: which column is it? None is called ${usual.join(' or ')}. Columns: ${shownColumns(columns)}. Name one with ${flag}.${within(table, usual)}${hint}${doubt(table)}`,
  );
}

/** Where a column of structures has one of these within: records of a database or a service are wrapped so. */
function within(
  { odd, rows = [] }: Pick<Table, 'odd'> & Partial<Pick<Table, 'rows'>>,
  usual: readonly string[],
): string {
  for (const [column, { kind }] of odd ?? []) {
    if (kind !== 'structure') continue;
    const cell =
      rows.find(({ values }) => Object.hasOwn(values, column))?.values[column]!.slice(0, 10_000) ?? '';
    const name = usual.find((one) => cell.includes(`"${one}":`));
    if (name !== undefined)
      return ` Column "${shownColumns([column])}" has "${name}" within: write what is in it into columns of its own, e.g. with jq -c '.["${shownColumns([column])}"]'.`;
  }
  return '';
}

/** The column of a name in small letters, whatever its case, where none is written so. */
export const columnCalled = (columns: readonly string[], name: string): string | undefined =>
  columns.includes(name) ? name : columns.find((column) => column.trim().toLowerCase() === name);

const doubt = ({ doubt: why }: Pick<Table, 'doubt'>): string => (why === undefined ? '' : ` ${why}`);

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
    .map((name) => oneLine(name.length > 80 ? `${name.slice(0, 80)}…` : name))
    .join(', ') + (columns.length > SHOWN ? `, … (${columns.length} in all)` : '');

/** What stands where a record is expected: one, or why it is none (a sentence, and the mend). */
export type Entry =
  | { readonly record: Readonly<Record<string, unknown>>; readonly line: number }
  | { readonly fault: string; readonly line: number };

/**
 * A table of records with whatever keys they have.
 * @throws LoadError where there are none, or most entries are none
 */
export function recordsTable(
  file: string,
  records: Iterable<Entry>,
  more: Partial<Pick<Table, 'classNames' | 'notes'>> = {},
): Table {
  const columns = new Set<string>();
  const odd = new Map<string, OddColumn>();
  const rows: Row[] = [];
  const broken = new BrokenRows(file);
  const breaks = (line: number, fault: string): boolean =>
    broken.add({ line, lines: 1, fault: () => `${file}:${line}: ${fault}` }, rows.length);
  let cells = 0;
  for (const entry of records) {
    const { line } = entry;
    if ('fault' in entry) {
      if (breaks(line, entry.fault)) continue;
      break;
    }
    const { record } = entry;
    const read = cellsOf(record);
    if ('deep' in read) {
      if (breaks(line, deepFault(read.deep))) continue;
      break;
    }
    for (const column of Object.keys(record)) {
      columns.add(column);
      const kind = cellKind(record[column]);
      if (kind !== 'single' && !odd.has(column)) odd.set(column, { kind, line });
    }
    cells += read.cells;
    rows.push({ values: read.values, line });
    checkCounts({ rows: rows.length, cells }, file);
  }
  broken.check(rows.length);
  if (rows.length === 0) throw emptyFile(file);
  return {
    file,
    columns: [...columns],
    rows,
    classNames: byName([]),
    notes: [],
    ...(odd.size === 0 ? {} : { odd }),
    ...(broken.rows.length === 0 ? {} : { broken: broken.rows }),
    ...more,
  };
}

/** The texts of a record's cells, or the column that is nested too deep. */
function cellsOf(
  record: Readonly<Record<string, unknown>>,
): { readonly values: Row['values']; readonly cells: number } | { readonly deep: string } {
  const values = noCells();
  let cells = 0;
  for (const column of Object.keys(record))
    try {
      const text = cellText(record[column]);
      if (text === undefined) continue;
      values[column] = text;
      cells++;
    } catch (cause) {
      if (!(cause instanceof DeepValue)) throw cause;
      return { deep: column };
    }
  return { values, cells };
}

const deepFault = (column: string): string =>
  `column "${shownColumns([column])}" is nested more than ${MAX_DEPTH} deep. Write the part that is meant into a column of its own.`;

export const emptyFile = (file: string): LoadError =>
  new LoadError(`${file}: holds no rows. Expected one labelled example a row.`);
