/** The lines of a long table that a person is shown: the chosen configurations, then the first of the others as far as there is room. */
import type { ConfigurationRow } from './rows.ts';
import type { Table } from './table.ts';

/** In the table's own order. Files have all of them. */
export function shortened(table: Table, limit: number): Table {
  const { rows, columns } = table;
  if (rows.length <= limit) return table;
  const at = columns.findIndex(({ kind }) => kind === 'chosen');
  return { ...table, rows: first(rows, (row) => row[at] === 'yes', limit) };
}

/** Of a table with more than `limit` lines the chosen ones, or the first where none is chosen. */
export function chosenOnly(table: Table, limit: number): Table {
  const { rows, columns } = table;
  if (rows.length <= limit) return table;
  const at = columns.findIndex(({ kind }) => kind === 'chosen');
  const chosen = rows.filter((row) => row[at] === 'yes');
  return { ...table, rows: (chosen.length === 0 ? rows : chosen).slice(0, limit) };
}

/** The chosen rows, then those with the best validation accuracy, in the order of the tables. */
export function bestRows(rows: readonly ConfigurationRow[], limit: number): readonly ConfigurationRow[] {
  if (rows.length <= limit) return rows;
  const best = rows.toSorted((a, b) => (b.validation?.mean ?? 0) - (a.validation?.mean ?? 0));
  const kept = new Set(first(best, (row) => row.chosen, limit));
  return rows.filter((row) => kept.has(row));
}

/** `limit` of all, those that come before others first; in the order given. */
export function first<T>(all: readonly T[], before: (one: T) => boolean, limit: number): readonly T[] {
  if (all.length <= limit) return all;
  const preferred = all.filter(before).slice(0, limit);
  const kept = new Set([
    ...preferred,
    ...all.filter((one) => !before(one)).slice(0, limit - preferred.length),
  ]);
  return all.filter((one) => kept.has(one));
}
