/**
 * What counts as missing. In CSV and TSV files the words that pandas' `read_csv` reads as missing (STR_NA_VALUES of pandas 3.1, spelled as
 * there: `None` is one, `none` is a word); JSON and Parquet have null and NaN of their own, so that a text "NA" in them is a text.
 */
import { ending } from './read/file-name.ts';
import { type Row, type Table, findColumn } from './read/table.ts';

const words: ReadonlySet<string> = new Set(
  [
    ['', 'NA', '#NA', '<NA>', 'N/A', '#N/A', '#N/A N/A', 'n/a'],
    ['NaN', '-NaN', 'nan', '-nan'],
    ['None', 'NULL', 'null'],
    ['1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
    // As MySQL and Hive write it.
    [String.raw`\N`],
    // What spreadsheets write in place of a value; `#N/A` is above.
    ['#NAME?', '#REF!', '#VALUE!', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!', '#GETTING_DATA'],
  ].flat(),
);

/** Whether pandas would read `text`, white space around it removed, as missing. */
export const isMissingWord = (text: string): boolean => words.has(text);

/** The cell without white space around it; '' where there is none. */
export const cellOf = (row: Row, column: string): string =>
  (Object.hasOwn(row.values, column) ? row.values[column]! : '').trim();

/** A text or answer in that column, or why the row has none, as it is counted among rows that are left out. */
export function textOf(
  row: Row,
  table: Pick<Table, 'file'>,
  column: string,
  what: string,
): { readonly text: string } | { readonly leftOut: string; readonly fault?: string } {
  const text = cellOf(row, column);
  if (text === '')
    return {
      leftOut: `no ${what}`,
      fault: `no ${what}: ${column === '' ? 'it has no such column' : `column ${JSON.stringify(column)} is empty`}. Fill it in, or leave the row out.`,
    };
  return isPlain(table) && isMissingWord(text)
    ? { leftOut: `${what} ${JSON.stringify(text)}, read as missing` }
    : { text };
}

const isPlain = ({ file }: Pick<Table, 'file'>): boolean =>
  ['csv', 'tsv', 'tab', 'txt'].includes(ending(file) ?? '');

/** Further columns that a prompt shows; what is missing is shown as nothing. */
export const fieldsOf = (
  row: Row,
  table: Pick<Table, 'file'>,
  columns: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    columns.map((column) => {
      const missing = isPlain(table) && isMissingWord(cellOf(row, column));
      return [column, missing || !Object.hasOwn(row.values, column) ? '' : row.values[column]!];
    }),
  );

/**
 * In how many rows one of those is missing.
 * @param alias what the text is called in prompts, which need be no column
 * @throws LoadError where a table lacks one
 */
export function emptyNotes(tables: readonly Table[], columns: readonly string[], alias: string): string[] {
  const own = columns.filter((column) => column !== alias);
  for (const table of tables) for (const column of own) findColumn(table, column, [], '--template');
  return own.flatMap((column) => {
    const rows = tables.reduce(
      (n, table) => n + table.rows.filter((row) => isEmpty(row, table, column)).length,
      0,
    );
    return rows === 0 ? [] : [`column "${column}" is missing in ${rows} rows, and shown as nothing`];
  });
}

const isEmpty = (row: Row, table: Table, column: string): boolean =>
  fieldsOf(row, table, [column])[column]!.trim() === '';
