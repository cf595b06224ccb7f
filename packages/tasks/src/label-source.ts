/** A label column as it stands in a file, and what its values can be. */
import type { Columns } from './columns.ts';
import type { Code } from './label-codes.ts';
import { cellOf } from './missing.ts';
import type { Table } from './read/table.ts';

/** What is known of the labels beforehand. */
export interface KnownLabels {
  /** Value or class name → label, as the user says with `--labels`. */
  readonly names: Readonly<Record<string, string>> | undefined;
  /** The same of a task whose labels are fixed. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Whether the user named the column. */
  readonly columnNamed: boolean;
}

/** What a value is, before labels that are written in several ways have one name. */
export type Meaning =
  | { readonly named: string }
  | { readonly written: string }
  | { readonly leftOut: string; readonly code?: Code; readonly word?: string }
  | { readonly fault: string };

/** A table that has labels. */
export interface Source {
  readonly split: Columns['split'];
  readonly table: Table;
  readonly column: string;
  /** Rows by value, white space around it removed. */
  readonly counts: ReadonlyMap<string, number>;
  /** Names of the classes 0, 1, …, from this file or else from another one's column of that name. */
  readonly classes: { readonly names: readonly string[]; readonly from: Table } | null;
}

/** @param all tables, of which another may name the classes */
export function source({ split, table, answer }: Columns, all: readonly Columns[]): Source {
  const column = answer!;
  const counts = new Map<string, number>();
  for (const row of table.rows) {
    const value = cellOf(row, column);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const from = [table, ...all.map((one) => one.table)].find((one) => Object.hasOwn(one.classNames, column));
  return { split, table, column, counts, classes: from ? { names: from.classNames[column]!, from } : null };
}
