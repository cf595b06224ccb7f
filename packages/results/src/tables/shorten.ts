/** The lines of a long table that a person is shown: the chosen configurations, then the first of the others as far as there is room. */
import type { ConfigurationRow } from './rows.ts';
import type { Table } from './table.ts';

/** In the table's own order. Files have all of them. */
export function shortened(table: Table, most: number): Table {
  const { rows, columns } = table;
  if (rows.length <= most) return table;
  const at = columns.findIndex(({ kind }) => kind === 'chosen');
  return { ...table, rows: first(rows, (row) => row[at] === 'yes', most) };
}

/** Of a table with more than `most` lines the chosen ones, or the first where none is chosen. */
export function chosenOnly(table: Table, most: number): Table {
  const { rows, columns } = table;
  if (rows.length <= most) return table;
  const at = columns.findIndex(({ kind }) => kind === 'chosen');
  const chosen = rows.filter((row) => row[at] === 'yes');
  return { ...table, rows: (chosen.length === 0 ? rows : chosen).slice(0, most) };
}

/** The chosen rows, then those with the best validation accuracy, in the order of the tables. */
export function bestRows(rows: readonly ConfigurationRow[], most: number): readonly ConfigurationRow[] {
  if (rows.length <= most) return rows;
  const best = rows.toSorted((a, b) => (b.validation?.mean ?? 0) - (a.validation?.mean ?? 0));
  const kept = new Set(first(best, (row) => row.chosen, most));
  return rows.filter((row) => kept.has(row));
}

/** `most` of all, those that come before others first; in the order given. */
export function first<T>(all: readonly T[], before: (one: T) => boolean, most: number): readonly T[] {
  if (all.length <= most) return all;
  const some = all.filter(before).slice(0, most);
  const kept = new Set([...some, ...all.filter((one) => !before(one)).slice(0, most - some.length)]);
  return all.filter((one) => kept.has(one));
}
