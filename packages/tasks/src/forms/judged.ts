/**
 * Files of single answers that somebody has judged (TRL's unpaired preferences, KTO's): a column of true and false says of each answer
 * whether it is wanted. Nothing is to be learned from the others, nor are they right answers of a test.
 */
import type { LeftOut } from '../definition.ts';
import { cellOf } from '../missing.ts';
import type { Row, Table } from '../read/table.ts';
import { columnNamed } from './form.ts';

/** The column of judgements; null where there is none, or nothing is judged bad. */
export function judgements(table: Table): string | null {
  const column = columnNamed(table, 'label', 'kto_tag', 'desirable', 'is_desirable', 'is_good');
  if (column === null) return null;
  const values = new Set(table.rows.map((row) => cellOf(row, column).toLowerCase()));
  return [...values].some((value) => BAD.has(value)) &&
    [...values].every((value) => value === '' || GOOD.has(value) || BAD.has(value))
    ? column
    : null;
}

const GOOD: ReadonlySet<string> = new Set(['true', '1', '1.0']);
const BAD: ReadonlySet<string> = new Set(['false', '0', '0.0']);

/** Why a row is left out whose answer is not wanted; null where it is. */
export function unwanted(row: Row, column: string | null): LeftOut | null {
  const value = column === null ? '' : cellOf(row, column).toLowerCase();
  return BAD.has(value)
    ? { leftOut: `answer that is not wanted (column ${JSON.stringify(column)} is ${value})`, meant: true }
    : null;
}
