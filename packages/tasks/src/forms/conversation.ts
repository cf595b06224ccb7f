/** What rows that hold a list of turns share: a system text and definitions of tools in columns of their own. */
import type { Turn } from '@adaptbench/core';
import type { LeftOut } from '../definition.ts';
import { cellOf } from '../missing.ts';
import type { Row, Table } from '../read/table.ts';
import { type Exchange, type Form, columnNamed, preferred } from './form.ts';
import { firstCell, holdsLists, listIn } from './json-cell.ts';
import { asTools } from './tool-calls.ts';
import { exchangeOf } from './turns.ts';

const systemColumns = (table: Table): string[] =>
  ['system', 'tools'].flatMap((name) => columnNamed(table, name) ?? []);

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
    if (column !== null && (holdsLists(table, column) || table.columns.length === 1)) return column;
    const other = columnNamed(table, ...others) ?? chosenIn(table);
    return other !== null && /^\[\s*\{/u.test(firstCell(table, other)) ? other : null;
  };
  return {
    title,
    columns(table) {
      const column = columnOf(table);
      return column === null ? null : [column, ...systemColumns(table)];
    },
    read(row, table) {
      const column = columnOf(table) ?? columnNamed(table, ...names);
      const list = column === null ? null : listIn(row, column, expected);
      if (list === null) return { leftOut: 'no conversation' };
      return withSystem(exchangeOf(list, column!), row, table);
    },
  };
}

/** Whole conversations that were preferred to others (TRL's preferences without a prompt of their own). */
function chosenIn(table: Table): string | null {
  const prompt = columnNamed(table, 'prompt');
  // Where the prompt is a list of turns, the chosen ones go on after it.
  return prompt !== null && holdsLists(table, prompt) ? null : preferred(table);
}

/** The exchange with what other columns tell the system. */
export function withSystem(exchange: Exchange | LeftOut, row: Row, table: Table): Exchange | LeftOut {
  if ('leftOut' in exchange) return exchange;
  const said = ['system', 'tools'].map((name) => {
    const column = columnNamed(table, name);
    const text = column === null ? '' : cellOf(row, column);
    return name === 'tools' && text !== '' && text !== '[]' ? asTools(text) : text === '[]' ? '' : text;
  });
  const [first, ...rest] = exchange.turns;
  const given = first?.role === 'system' ? first.content : '';
  const content = [given, ...said].filter((text) => text !== '').join('\n\n');
  if (content === '') return exchange;
  const system: Turn = { role: 'system', content };
  return { ...exchange, turns: [system, ...(first?.role === 'system' ? rest : exchange.turns)] };
}
