/**
 * Cells that hold turns: a list of them; one turn alone, as preferences have it; or, as the `datasets` library stores lists of structures,
 * an object of lists, `{"role": ["user", "assistant"], "content": ["Hi", "Hello!"]}`.
 */
import { LoadError } from '@adaptbench/core';
import { byName } from '../read/values.ts';
import { type Row, type Table, shownColumns } from '../read/table.ts';
import { excerpt, firstCell, isRecord, jsonIn, listIn } from './json-cell.ts';
import { endsInAnswer, isTurn } from './turns.ts';

/** Whether a column holds turns: the first cell that is filled is a list or an object. */
export const holdsTurns = (table: Pick<Table, 'rows'>, column: string): boolean =>
  /^[[{]/u.test(firstCell(table, column));

/**
 * The turns in a cell; null where it is empty.
 * @param expected an example of a list of turns
 * @throws LoadError where it holds none
 */
export function turnsIn(row: Row, column: string, expected: string): readonly unknown[] | null {
  const text = Object.hasOwn(row.values, column) ? row.values[column]!.trim() : '';
  if (!text.startsWith('{')) return listIn(row, column, expected);
  const name = shownColumns([column]);
  const value = jsonIn(text, name);
  if (isTurn(value)) return [value];
  const columns = isRecord(value) ? Object.entries(value) : [];
  if (columns.length > 1 && columns.every((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))) {
    const [[, first]] = columns as [[string, unknown[]]];
    if (columns.every(([, list]) => list.length === first.length))
      return first.map((_, i) => byName(columns.map(([key, list]) => [key, list[i]] as const)));
  }
  throw new LoadError(`column "${name}" is not a list: expected ${expected}, found ${excerpt(text)}.`);
}

/** Whether a column's turns begin with what the user says: whole conversations, rather than answers. */
export function holdsWhole(table: Pick<Table, 'rows'>, column: string): boolean {
  const first = firstTurns(table, column);
  return first !== null && first.length > 0 && !endsInAnswer(first.slice(0, 1));
}

/** Whether a column's answers are turns, and not texts or other lists and objects. */
export function holdsAnswers(table: Pick<Table, 'rows'>, column: string): boolean {
  const first = firstTurns(table, column);
  return first !== null && first.length > 0 && endsInAnswer(first.slice(0, 1));
}

/** The turns in the first cell that is filled; null where they are none. */
function firstTurns(table: Pick<Table, 'rows'>, column: string): readonly unknown[] | null {
  const known = looked.get(table.rows) ?? new Map<string, readonly unknown[] | null>();
  looked.set(table.rows, known);
  const before = known.get(column);
  if (before !== undefined) return before;
  const row = holdsTurns(table, column)
    ? table.rows.find(({ values }) => Object.hasOwn(values, column))
    : undefined;
  const found = row === undefined ? null : attempt(row, column);
  known.set(column, found);
  return found;
}

/** They are asked for with every row, and may stand far down. */
const looked = new WeakMap<readonly Row[], Map<string, readonly unknown[] | null>>();

function attempt(row: Row, column: string): readonly unknown[] | null {
  try {
    const list = turnsIn(row, column, '');
    return list?.every(isTurn) === true ? list : null;
  } catch (cause) {
    if (cause instanceof LoadError) return null;
    throw cause;
  }
}
