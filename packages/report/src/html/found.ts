/** What a run found: the sentences, and each method's chosen configuration at a glance. */
import type { Row, Cell, Table } from '@adaptbench/results';
import { summary } from '../summary.ts';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';
import { gridHtml } from './table.ts';

/** Columns of the other tables, by header; those that a run lacks are left out. */
const GLANCE = [
  'task',
  'method',
  'configuration',
  'test accuracy (%)',
  '95 % interval (%)',
  'group',
  'trainable parameters',
  'training peak − idle (MiB)',
  'inference peak − idle (MiB)',
  'item p50 (ms)',
  'training (s)',
];

/** Sentences of a kind: the table below has every method. */
const MOST = 5;
/** On each of several tasks. */
const FEW = 2;

export const foundSection = (rows: readonly Row[], tables: readonly Table[]): Section => ({
  id: 'found',
  title: 'What was found',
  body: html`${sentences(summary(rows, new Set(rows.map((row) => row.task)).size > 1 ? FEW : MOST))}${glance(rows, tables)}`,
});

const sentences = (lines: readonly string[]): Html =>
  lines.length === 0
    ? html`<p>Nothing is done yet.</p>`
    : html`<ul class="found">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`;

/** The chosen rows, the most accurate first. */
function glance(rows: readonly Row[], tables: readonly Table[]): Html | null {
  const chosen = rows
    .flatMap((row, i) => (row.chosen && row.test !== null ? [{ i, mean: row.test.mean }] : []))
    .toSorted((a, b) => b.mean - a.mean);
  const found = GLANCE.flatMap((header) => {
    const table = tables.find((t) => t.columns.some((column) => column.header === header));
    const at = table?.columns.findIndex((column) => column.header === header) ?? -1;
    const column = table?.columns[at];
    return table === undefined || column === undefined ? [] : [{ table, at, column }];
  });
  if (chosen.length === 0) return null;
  return html`<h3>Each method’s chosen configuration</h3>
    ${gridHtml({
      name: 'glance',
      title: 'Each method’s chosen configuration',
      columns: found.map(({ column }) => column),
      rows: chosen.map(({ i }) => found.map(({ table, at }): Cell => table.rows[i]?.[at] ?? null)),
      legend: [],
    })}`;
}
