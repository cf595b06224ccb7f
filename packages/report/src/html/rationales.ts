/** Worked solutions, step by step, with what became of each step when it was checked. */
import type { ItemLine, ItemReader, ConfigurationRow } from '@adaptbench/results';
import { fieldsHtml, mark, model, saidHtml } from './items.ts';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';

/** Solutions shown of each kind, right and wrong. */
const SHOWN = 3;

/** Of the chosen configurations whose answers have steps; none where no method worked in steps. */
export function rationalesSection(rows: readonly ConfigurationRow[], read: ItemReader): Section[] {
  const chosen = rows.filter((row) => row.chosen);
  const parts = chosen.flatMap((row) => {
    const lines = (row.done[0] === undefined ? null : read(row.done[0].id)) ?? [];
    const worked = lines.filter(({ split, steps = [] }) => split === 'test' && steps.length > 0);
    return worked.length === 0 ? [] : [rowHtml(row, worked, chosen.length > 1)];
  });
  if (parts.length === 0) return [];
  return [
    {
      id: 'rationales',
      title: 'Worked solutions',
      body: html`<p class="note">
          ${mark(true)} every equation of the step holds when it is computed anew, ${mark(false)} one does
          not; without a mark there is none. A step that holds may still be beside the point.
        </p>
        ${parts}`,
    },
  ];
}

function rowHtml(row: ConfigurationRow, worked: readonly ItemLine[], named: boolean): Html {
  const kinds = [
    { title: 'Right answers', items: worked.filter(({ correct }) => correct) },
    // Those that show where it went wrong come first.
    {
      title: 'Wrong answers',
      items: worked.filter(({ correct }) => !correct).toSorted((a, b) => failing(b) - failing(a)),
    },
  ];
  return html`${named ? html`<h3>${row.method} (${row.configuration}) on ${row.task}</h3>` : null}${kinds
    .filter(({ items }) => items.length > 0)
    .map(
      ({ title, items }) =>
        html`<h4>${title}, ${Math.min(SHOWN, items.length)} of ${items.length} with steps</h4>
          ${items.slice(0, SHOWN).map((item) => solutionHtml(row, item))}`,
    )}`;
}

const failing = ({ steps = [] }: ItemLine): number => (steps.some(({ holds }) => holds === false) ? 1 : 0);

const solutionHtml = (row: ConfigurationRow, item: ItemLine): Html =>
  html`<article class="item">
    ${fieldsHtml(item)}
    <ol class="steps">
      ${(item.steps ?? []).map(({ text, holds }) => html`<li>${model(text)} ${holds === null ? null : mark(holds)}</li>`)}
    </ol>
    <dl class="said">
      ${
        item.answer === undefined
          ? null
          : html`<div>
              <dt>right answer</dt>
              <dd>${model(item.answer)}</dd>
            </div>`
      }
      ${saidHtml(row.method, item)}
    </dl>
    ${measuresHtml(item)}
  </article>`;

function measuresHtml({ measures = {} }: ItemLine): Html | null {
  const entries = Object.entries(measures).filter((entry): entry is [string, number] => entry[1] !== null);
  if (entries.length === 0) return null;
  return html`<p class="note">
    ${entries.map(([name, value]) => `${name} ${Number(value.toFixed(2))}`).join(' · ')}
  </p>`;
}
