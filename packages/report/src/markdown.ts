/** Markdown of tables, lists and text from outside. */
import { type Table, cellText, view } from '@adaptbench/results';
import { printable } from './printable.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function markdownTable(table: Table): string {
  const { columns, rows } = view(table, 'screen');
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  return [
    line(columns.map((column) => inline(column.header))),
    line(numeric.map((is) => (is ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell, i) => inline(cellText(cell, columns[i]?.digits))))),
  ].join('\n');
}

/** One list, or no block for no lines. */
export const list = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [lines.map((line) => `- ${inline(line)}`).join('\n')];

/** One line, and nothing that Markdown would take for its own. */
export function inline(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\|*_`<>[\]]/g, String.raw`\$&`);
}
