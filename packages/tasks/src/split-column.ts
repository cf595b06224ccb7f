/** A column that says of each row which split it belongs to (`split`: train, dev, test): its rows are split so. */
import { columnNamed } from './forms/form.ts';
import { cellOf } from './missing.ts';
import type { DataSet } from './read/data-set.ts';
import { splitOf } from './read/split-files.ts';
import type { SplitName } from './read/split-notes.ts';
import type { Table } from './read/table.ts';
import type { TaskSpec } from './task-spec.ts';

/** Files that nobody has split, split by such a column where all of them have one; other data as they are. */
export function bySplitColumn(
  data: DataSet,
  { textColumn, labelColumn, groupColumn }: Pick<TaskSpec, 'textColumn' | 'labelColumn' | 'groupColumn'>,
): { readonly data: DataSet; readonly notes: readonly string[] } {
  const asIs = { data, notes: [] };
  const tables = data.all ?? [];
  if (tables.length === 0 || Object.keys(data).length > 1) return asIs;
  const out: Partial<Record<SplitName, Table[]>> = {};
  const said = new Map<string, SplitName>();
  const columns = new Set<string>();
  for (const table of tables) {
    const column = columnNamed(table, 'split', 'set', 'subset', 'partition', 'data_split', 'dataset_split');
    if (column === null || [textColumn, labelColumn, groupColumn].includes(column)) return asIs;
    columns.add(column);
    const rows = new Map<SplitName, Table['rows'][number][]>();
    for (const row of table.rows) {
      const value = cellOf(row, column);
      const split = said.get(value) ?? splitOf(value);
      if (split === null || value.length > LONGEST) return asIs;
      said.set(value, split);
      const list = rows.get(split) ?? [];
      list.push(row);
      rows.set(split, list);
    }
    const { broken, notes, ...rest } = table;
    for (const [split, list] of rows)
      // Lines that could not be read, and what was noted, are told once.
      (out[split] ??= []).push({
        ...rest,
        rows: list,
        notes: split === [...rows.keys()][0] ? notes : [],
        ...(broken === undefined || split !== [...rows.keys()][0] ? {} : { broken }),
      });
  }
  if (!out.train || Object.keys(out).length < 2) return asIs;
  const values = (split: SplitName): string =>
    [...said].flatMap(([value, of]) => (of === split ? [JSON.stringify(value)] : [])).join(', ');
  return {
    data: out,
    notes: [
      `split as column ${JSON.stringify([...columns].join(', '))} says: ${(
        ['train', 'validation', 'test'] as const
      )
        .flatMap((split) =>
          out[split] === undefined
            ? []
            : [`${split} ${out[split].reduce((n, { rows }) => n + rows.length, 0)} rows (${values(split)})`],
        )
        .join(', ')}`,
    ],
  };
}

/** Letters of a split's name. */
const LONGEST = 40;
