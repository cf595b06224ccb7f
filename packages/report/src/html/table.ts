/** A table as HTML: numbers aligned right, the chosen configurations tinted, sideways scrolling where the screen is too narrow. */
import { shortened, count, type Cell, type Table, cellText, view } from '@adaptbench/results';
import { type Html, html } from './markup.ts';
import { prose } from './prose.ts';

/** Its columns for people, with its legend under it. */
export const tableHtml = (table: Table): Html =>
  html`${gridHtml(table)}${legendHtml(table.legend)}
    <p class="note">All columns are in ${table.name}.csv.</p>`;

/** Lines of a grid that a page holds; files have all of them. */
export const MOST_LINES = 200;

/** The grid alone, of at most `limit` lines. `file`: where those are that a long one lacks. */
export function gridHtml(
  table: Table,
  {
    file = `${table.name}.csv`,
    limit = MOST_LINES,
  }: { readonly file?: string; readonly limit?: number } = {},
): Html {
  const shownTable = shortened(table, limit);
  const { columns, rows } = filled(view(shownTable, 'screen'));
  const numeric = columns.map((_, i) => rows.some((row) => isNumber(row[i] ?? null)));
  const chosen = columns.findIndex(({ kind }) => kind === 'chosen');
  const cell = (value: Cell, i: number): Html => {
    const written = cellText(value, columns[i]?.digits);
    const text = typeof value === 'number' ? written.replace('-', '−') : written;
    if (i === 0) return html`<th scope="row">${text}</th>`;
    return html`<td${numeric[i] === true ? NUMBER : text.length <= SHORT ? KEPT : null}>${text}</td>`;
  };
  return html`<div class="scroll" role="region" aria-label="${shownTable.title}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${columns.map(({ header }, i) => html`<th scope="col" ${numeric[i] === true ? NUMBER : null}>${header}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => html`<tr${row[chosen] === 'yes' ? CHOSEN : null}>${row.map(cell)}</tr>\n`)}
        </tbody>
      </table>
    </div>
    ${
      shownTable.rows.length === table.rows.length
        ? null
        : html`<p class="note">
            ${shownTable.rows.length} of ${count(table.rows.length, 'line')}, the chosen ones among them;
            ${file} has all.
          </p>`
    }`;
}

/** Without the columns that say nothing in any row. */
function filled({ columns, rows }: ReturnType<typeof view>): ReturnType<typeof view> {
  const keep = columns.map((_, i) => rows.some((row) => row[i] !== null && row[i] !== ''));
  return {
    columns: columns.filter((_, i) => keep[i]),
    rows: rows.map((row) => row.filter((_, i) => keep[i])),
  };
}

/** A number, or an interval of two. */
const isNumber = (cell: Cell): boolean =>
  typeof cell === 'number' || /^\d[\d.,]*–\d[\d.,]*$/.test(cell ?? '');

const NUMBER = html` class="number"`;
const KEPT = html` class="short"`;
const CHOSEN = html` class="chosen"`;
/** Characters that a cell keeps in one line. */
const SHORT = 24;

const legendHtml = (lines: readonly string[]): Html | null =>
  lines.length === 0
    ? null
    : html`<ul class="legend">
        ${lines.map((line) => html`<li>${prose(line)}</li>`)}
      </ul>`;
