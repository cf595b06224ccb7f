/** What rows that hold a list of turns share: a system text and definitions of tools in columns of their own. */
import type { Turn } from '@adaptbench/core';
import type { LeftOut } from '../definition.ts';
import { cellOf } from '../missing.ts';
import type { Row, Table } from '../read/table.ts';
import { type Exchange, type Form, columnNamed, preferred, systemColumn } from './form.ts';
import { firstCell, holdsLists, isRecord, jsonIn } from './json-cell.ts';
import { asTools } from './tool-calls.ts';
import { holdsTurns, holdsWhole, turnsIn } from './turn-lists.ts';
import { endsInAnswer, exchangeOf } from './turns.ts';

const systemColumns = (table: Table): string[] => [
  ...(systemColumn(table) === null ? [] : [systemColumn(table)!]),
  ...(columnNamed(table, 'tools') === null ? [] : [columnNamed(table, 'tools')!]),
];

/**
 * A form whose rows are one list of turns.
 * @param names usual ones of the column
 * @param others that it has where lists of objects stand in it
 * @param expected an example of the list
 */
export function conversationForm(
  title: string,
  names: readonly string[],
  others: readonly string[],
  expected: string,
): Form {
  const columnOf = (table: Table): string | null => {
    const column = columnNamed(table, ...names);
    if (column !== null && (holdsTurns(table, column) || table.columns.length === 1)) return column;
    const other = columnNamed(table, ...others);
    if (other !== null && /^\[\s*\{/u.test(firstCell(table, other))) return other;
    const chosen = chosenIn(table);
    return chosen !== null && holdsWhole(table, chosen) ? chosen : null;
  };
  return {
    title,
    columns(table) {
      const column = columnOf(table);
      return column === null
        ? null
        : [...new Set([column, ...chosenAfter(table, column), ...systemColumns(table)])];
    },
    read(row, table) {
      const column = columnOf(table) ?? columnNamed(table, ...names);
      const list = column === null ? null : turnsIn(row, column, expected);
      if (list === null) return { leftOut: 'no conversation' };
      const [chosen] = chosenAfter(table, column!);
      if (chosen === undefined) return withSystem(exchangeOf(list, column!), row, table);
      if (cellOf(row, chosen) === '') return noAnswerIn(chosen);
      return withSystem(
        exchangeOf([...list, ...answerTurns(row, chosen, expected)], `${column}+${chosen}`),
        row,
        table,
      );
    },
  };
}

/** The column of what was preferred, where conversations end with what the user says; none else. */
function chosenAfter(table: Table, column: string): readonly string[] {
  const known = afters.get(table) ?? lookedUp(table, column);
  afters.set(table, known);
  return known;
}

/** Asked for with every row; a table has one column of conversations. */
const afters = new WeakMap<Table, readonly string[]>();

function lookedUp(table: Table, column: string): readonly string[] {
  const chosen = preferred(table);
  if (chosen === null || chosen === column || holdsWhole(table, chosen)) return [];
  const first = table.rows.find((row) => cellOf(row, column) !== '');
  return first === undefined || endsInAnswer(turnsIn(first, column, '') ?? []) ? [] : [chosen];
}

/** An answer in a column of its own: turns, or the text of one. @throws LoadError */
export const answerTurns = (row: Row, column: string, expected: string): readonly unknown[] =>
  /^[[{]/u.test(cellOf(row, column))
    ? (turnsIn(row, column, expected) ?? [])
    : [{ role: 'assistant', content: cellOf(row, column) }];

/** Why a row without one is left out. */
export const noAnswerIn = (column: string): LeftOut => ({
  leftOut: 'no answer',
  lacks: 'answer',
  fault: `no answer: column ${JSON.stringify(column)} is empty. Fill it in, or leave the row out.`,
});

/** Whole conversations that were preferred to others (TRL's preferences without a prompt of their own). */
function chosenIn(table: Table): string | null {
  const prompt = columnNamed(table, 'prompt');
  // Where the prompt is a list of turns, the chosen ones go on after it.
  return prompt !== null && holdsLists(table, prompt) ? null : preferred(table);
}

/** A text, or as APIs have it: `[{"text": "…"}]` (Bedrock, Anthropic), `{"parts": [{"text": "…"}]}` (Vertex), a turn. */
function systemText(cell: string): string {
  if (!/^(?:\[\s*)?\{\s*"/u.test(cell)) return cell === '[]' ? '' : cell;
  const value = jsonIn(cell, 'system');
  const held = isRecord(value) ? (value['parts'] ?? value['content'] ?? value['text']) : value;
  const parts: readonly unknown[] = Array.isArray(held) ? held : [held];
  const texts = parts.map((part) => (isRecord(part) ? part['text'] : part));
  // Anything else is a text in JSON, for all that is known.
  return texts.every((text) => typeof text === 'string') ? texts.join('') : cell;
}

/** The exchange with what other columns tell the system. */
export function withSystem(exchange: Exchange | LeftOut, row: Row, table: Table): Exchange | LeftOut {
  if ('leftOut' in exchange) return exchange;
  const [system, tools] = [systemColumn(table), columnNamed(table, 'tools')].map((column) =>
    column === null ? '' : cellOf(row, column),
  ) as [string, string];
  const said = [systemText(system), tools === '' || tools === '[]' ? '' : asTools(tools)];
  const [first, ...rest] = exchange.turns;
  const given = first?.role === 'system' ? first.content : '';
  const content = [given, ...said].filter((text) => text !== '').join('\n\n');
  if (content === '') return exchange;
  const told: Turn = { role: 'system', content };
  return { ...exchange, turns: [told, ...(first?.role === 'system' ? rest : exchange.turns)] };
}
