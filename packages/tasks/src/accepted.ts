/**
 * Rows that an annotator accepted, rejected or passed over (Prodigy's column `answer`). Instances:
 *
 *   {"text": "The room was clean.", "label": "positive", "answer": "accept"}
 *   {"text": "The room was clean.", "options": [{"id": "POS", "text": "Positive"}], "accept": ["POS"], "answer": "accept"}
 *
 * Nothing is known of the label of a row that was not accepted, so those are left out.
 */
import { LoadError } from '@adaptbench/core';
import { columnNamed } from './forms/form.ts';
import { cellOf } from './missing.ts';
import type { DataSet } from './read/data-set.ts';
import type { Table } from './read/table.ts';
import { byName } from './read/values.ts';
import type { TaskSpec } from './task-spec.ts';

const WORDS: ReadonlySet<string> = new Set(['accept', 'reject', 'ignore']);

/** The data with accepted rows alone, where such a column is there and the user does not name it. */
export function acceptedRows(
  data: DataSet,
  { labelColumn }: Pick<TaskSpec, 'labelColumn'>,
): { readonly data: DataSet; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const out = Object.entries(data).map(
    ([split, tables]) => [split, tables.map((table) => accepted(table, labelColumn, notes))] as const,
  );
  return notes.length === 0 ? { data, notes } : { data: Object.fromEntries(out), notes };
}

function accepted(table: Table, labelColumn: string | undefined, notes: string[]): Table {
  const column = columnNamed(table, 'answer');
  if (column === null || column === labelColumn) return table;
  const answers = new Set(table.rows.map((row) => cellOf(row, column)));
  if (!answers.has('accept') || ![...answers].every((answer) => answer === '' || WORDS.has(answer)))
    return table;
  const label = columnNamed(table, 'label');
  const chosen = label === null ? columnNamed(table, 'accept') : null;
  if (label === null && chosen === null) return table;
  if (label !== null && labelColumn === undefined && answers.has('reject')) {
    const labels = new Set(table.rows.map((row) => cellOf(row, label)));
    if (labels.size === 1)
      throw new LoadError(
        `${table.file}: every row has the label ${JSON.stringify([...labels][0])}, and column "${column}" says whether it was accepted: name that with --label-column ${column}.`,
      );
  }
  const rows = table.rows.filter((row) => cellOf(row, column) === 'accept');
  const left = table.rows.length - rows.length;
  notes.push(
    `${table.file}: read as annotations: ${rows.length} rows whose ${column} is "accept"${left === 0 ? '' : `; ${left} that were rejected or passed over are left out`}`,
  );
  const gone = new Set([column, ...(chosen === null ? [] : [columnNamed(table, 'options'), chosen])]);
  const columns = table.columns.filter((name) => !gone.has(name));
  if (chosen === null) return { ...table, columns, rows };
  const odd = table.odd?.get(chosen);
  return {
    ...table,
    columns: [...columns, 'label'],
    rows: rows.map(({ values, line }) => ({
      line,
      values: byName([
        ...Object.entries(values).filter(([name]) => !gone.has(name)),
        ...(values[chosen] === undefined ? [] : [['label', values[chosen]] as const]),
      ]),
    })),
    ...(odd === undefined ? {} : { odd: new Map([...table.odd!, ['label', odd] as const]) }),
  };
}
