/** What a run found: the sentences, and each method's chosen configuration at a glance. */
import type { ConfigurationRow, Cell, Table } from '@adaptbench/results';
import { summary, undoneLines } from '../summary.ts';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';
import { prose } from './prose.ts';
import { gridHtml } from './table.ts';

/** Sentences of a kind: the table below has every method. */
const MOST = 5;
/** On each of several tasks. */
const FEW = 2;

export const foundSection = (rows: readonly ConfigurationRow[], tables: readonly Table[]): Section => ({
  id: 'found',
  title: 'What was found',
  body: html`${sentences(summary(rows, new Set(rows.map((row) => row.task)).size > 1 ? FEW : MOST))}${glance(rows, tables)}${unfinished(rows)}`,
});

const sentences = (lines: readonly string[]): Html =>
  lines.length === 0
    ? html`<p>Nothing is done yet.</p>`
    : html`<ul class="found">
        ${lines.map((line) => html`<li>${prose(line)}</li>`)}
      </ul>`;

/** Of the chosen configurations; report.md has all. */
function unfinished(rows: readonly ConfigurationRow[]): Html | null {
  const lines = undoneLines(rows, 'chosen', MOST * MOST);
  return lines.length === 0
    ? null
    : html`<h3>Trainings that are not done</h3>
        <ul class="found">
          ${lines.map((line) => html`<li>${prose(line)}</li>`)}
        </ul>`;
}

/** The chosen rows, the most accurate first: a table per task. */
function glance(rows: readonly ConfigurationRow[], tables: readonly Table[]): Html | null {
  const chosen = rows
    .flatMap(({ chosen, task, test }, i) => (chosen && test !== null ? [{ i, task, mean: test.mean }] : []))
    .toSorted((a, b) => b.mean - a.mean);
  const tasks = [...new Set(rows.map(({ task }) => task))];
  const found = tables.flatMap((table) =>
    table.columns.flatMap((column, at) =>
      column.glance && column.header !== 'task' ? [{ table, at, column }] : [],
    ),
  );
  if (chosen.length === 0) return null;
  return html`<h3>Each method’s chosen configuration</h3>
    ${tasks.map((task) => {
      const title = tasks.length === 1 ? 'Each method’s chosen configuration' : task;
      const block = gridHtml({
        name: 'glance',
        title,
        columns: found.map(({ column }) => column),
        rows: chosen
          .filter((one) => one.task === task)
          .map(({ i }) => found.map(({ table, at }): Cell => table.rows[i]?.[at] ?? null)),
        legend: [],
      });
      return tasks.length === 1
        ? block
        : html`<h4>${task}</h4>
            ${block}`;
    })}${explained(new Set(found.map(({ table }) => table)))}`;
}

/** Where what the columns mean is written: under the tables that they come from. */
const explained = (tables: ReadonlySet<Table>): Html =>
  html`<p class="note">
    What the columns mean stands under
    ${[...tables].map(({ name, title }, i) => html`${i === 0 ? null : ', '}<a href="#${name}">${title}</a>`)}.
  </p>`;
