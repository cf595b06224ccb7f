/** Cells that hold lists or structures: their text is JSON, which readers of files have bounded in depth. */
import { LoadError } from '@adaptbench/core';
import { jsonText } from '../read/cell-text.ts';
import { JsonFault, parseJson } from '../read/json-value.ts';
import { type Row, type Table, shownColumns } from '../read/table.ts';

/** The beginning of the first cell that is filled; '' where none is. */
export function firstCell({ rows }: Pick<Table, 'rows'>, column: string): string {
  const known = firstCells.get(rows) ?? new Map<string, string>();
  firstCells.set(rows, known);
  const found =
    known.get(column) ??
    rows
      .find(({ values }) => Object.hasOwn(values, column))
      ?.values[column]!.slice(0, 100)
      .trimStart() ??
    '';
  known.set(column, found);
  return found;
}

/** They are asked for with every row, and may stand far down. */
const firstCells = new WeakMap<readonly Row[], Map<string, string>>();

/** Whether a column holds lists: the first cell that is filled is one. */
export const holdsLists = (table: Pick<Table, 'rows'>, column: string): boolean =>
  firstCell(table, column).startsWith('[');

/**
 * The list in a cell; null where the cell is empty.
 * @param expected an example of such a list
 * @throws LoadError where it is none
 */
export function listIn({ values }: Row, column: string, expected: string): readonly unknown[] | null {
  const text = Object.hasOwn(values, column) ? values[column]!.trim() : '';
  if (text === '') return null;
  const name = shownColumns([column]);
  if (!text.startsWith('['))
    throw new LoadError(`column "${name}" is not a list: expected ${expected}, found ${excerpt(text)}.`);
  const value = jsonIn(text, name);
  if (!Array.isArray(value)) throw new LoadError(`column "${name}" is not a list: expected ${expected}.`);
  return value as unknown[];
}

/** @throws LoadError where it is no JSON */
export function jsonIn(text: string, name: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonFault || cause instanceof SyntaxError)) throw cause;
    const python = /^\[\s*\{?\s*'/u.test(text.slice(0, 100));
    throw new LoadError(
      `column "${name}" is not JSON${python ? ', but a list as Python prints it: write it with json.dumps, or the rows as .jsonl' : ` (${cause.message})`}.`,
      { cause },
    );
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Characters of what was found, for a message. */
const SHOWN = 40;

/** The beginning of what was found, for a message. */
export function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : jsonText(value);
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
