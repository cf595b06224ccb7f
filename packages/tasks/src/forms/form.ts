/** A form in which people keep questions and free answers: which columns it has, and what a row of them says. */
import type { Turn } from '@adaptbench/core';
import type { LeftOut } from '../definition.ts';
import { type Row, type Table, columnCalled } from '../read/table.ts';

/** What a row says. */
export interface Exchange {
  /** All that was said before the answer; the last turn is not the assistant's. */
  readonly turns: readonly Turn[];
  /** Right answers in the order of the file, white space at their ends removed; none of them is empty. */
  readonly answers: readonly [string, ...string[]];
  /** Turns after the answer, which are not used. */
  readonly unused?: number;
  /** Fields of turns that say something and are not used, such as `reasoning_content`. */
  readonly unread?: readonly string[];
}

/** The right answers in a column's cell. Throws a LoadError where it holds none of the kind. */
export type GoldIn = (row: Row, table: Table, column: string) => readonly [string, ...string[]] | LeftOut;

export interface Form {
  /** As a note names it. */
  readonly title: string;
  /** Whether a prompt of one turn is text that the answer continues, rather than what somebody says. */
  readonly continued?: true;
  /** The columns that it reads in a table; null where the table has another form. */
  columns(table: Table): readonly string[] | null;
  /** The column of answers, where it is one of its own. */
  answer?(table: Table): string | null;
  /** Throws a LoadError that says what is wrong with the row; file and line are added by the caller. */
  read(row: Row, table: Table, gold: GoldIn): Exchange | LeftOut;
}

/** Checks a form's type where it is written. */
export const defineForm = (form: Form): Form => form;

/** The column of answers that were preferred to others, which are not used. */
export const preferred = (table: Pick<Table, 'columns'>): string | null =>
  columnNamed(table, 'rejected') === null ? null : columnNamed(table, 'chosen');

/** The table's column of that name, whatever its case. */
export const columnNamed = (
  { columns }: Pick<Table, 'columns'>,
  ...names: readonly string[]
): string | null =>
  names.map((name) => columnCalled(columns, name)).find((column) => column !== undefined) ?? null;

/** What the system is told, in a column of its own: as OpenOrca, Vertex and others call it. */
export const systemColumn = (table: Pick<Table, 'columns'>): string | null =>
  columnNamed(table, 'system', 'system_prompt', 'system_message', 'systeminstruction', 'system_instruction');
