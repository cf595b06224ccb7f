/** Columns whose cells hold several labels each. */
import { LoadError } from '@adaptbench/core';
import { readSet } from '@adaptbench/metrics';
import type { Columns } from '../columns.ts';
import { cellOf } from '../missing.ts';
import type { Table } from '../read/table.ts';
import { goldIn } from './answers.ts';
import { firstCell } from './json-cell.ts';

/** Whether a column of lists holds labels rather than several right answers: by its name, or as they come again in other rows. */
export function areSets(columns: readonly Columns[], usual: readonly string[]): boolean {
  const first = columns.find(({ table, answer }) => answer !== null && isListed(table, answer));
  if (!first) return false;
  if (usual.includes(first.answer!.trim().toLowerCase())) return true;
  const all = setsIn(columns, undefined).flat();
  return new Set(all).size <= all.length / 2;
}

/** Whether cells are lists: of a file that tells them from texts, or as texts. */
export const isListed = (table: Table, column: string): boolean =>
  table.odd?.get(column)?.kind === 'list' || (!table.odd?.has(column) && LIST.test(firstCell(table, column)));

/** `["a", …`, `['a', …` as Python prints it, `[]`; no label such as `[SEP]`. */
const LIST = /^\[\s*(?:\]|["'])/u;

/** @throws LoadError where each cell has a 0 or 1 for every label: as a set it would only say whether there is any */
export function refuseIndicators(columns: readonly Columns[]): void {
  for (const { table, answer } of columns) {
    if (answer === null || !isListed(table, answer)) continue;
    const cells = new Set(table.rows.map((row) => cellOf(row, answer).replaceAll(/\s|\.0\b/gu, '')));
    cells.delete('');
    const [first = ''] = cells;
    if (
      cells.size < 2 ||
      ![...cells].every((cell) => INDICATORS.test(cell) && partsOf(cell) === partsOf(first))
    )
      continue;
    throw new LoadError(
      `${table.file}: column "${answer}" holds a 0 or 1 for each of ${partsOf(first)} labels: expected the labels of each row by name, e.g. ["sport", "money"]. Write the names of those that are 1.`,
    );
  }
}

const partsOf = (list: string): number => list.split(',').length;
const INDICATORS = /^\[(?:[01]|true|false)(?:,(?:[01]|true|false))+\]$/u;

/** What is said where a column of lists was taken for sets of labels and no flag said so. */
export function setNote(columns: readonly Columns[]): string {
  const sets = setsIn(columns, undefined);
  const several = sets.filter((labels) => labels.length > 1).length;
  const [name] = columns.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  return `column "${name}" holds lists: each is a set of labels, compared by set F1 (--extract set). ${several} of ${sets.length} rows have several labels. Where a list holds several right answers, say --extract exact; for one label per item write the one that is meant`;
}

/** All labels of a data set, those of most rows first. */
export function setLabels(columns: readonly Columns[], separator: string | undefined): string[] {
  const counts = new Map<string, number>();
  for (const label of setsIn(columns, separator).flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([label]) => label);
}

/** The labels of each row that can be read. */
const setsIn = (columns: readonly Columns[], separator: string | undefined): string[][] =>
  columns.flatMap(({ table, answer }) =>
    answer === null
      ? []
      : table.rows.flatMap((row) => {
          try {
            const found = goldIn(row, table, answer, { extract: 'set', separator });
            return 'leftOut' in found ? [] : [[...readSet(found[0])]];
          } catch (cause) {
            // Told when the row is read.
            if (cause instanceof LoadError) return [];
            throw cause;
          }
        }),
  );
