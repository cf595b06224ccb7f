/** Two methods item by item, with the texts where they differ. */
import {
  type ItemLine,
  groupBy,
  type DifferingItem,
  type ItemComparison,
  agreementTable,
  type ConfigurationRow,
  count,
  type JudgedBy,
  scoreText,
} from '@adaptbench/results';
import { shortened } from './labels.ts';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';
import { gridHtml } from './table.ts';

/** Items shown of the first comparison and of each other one. */
const SHOWN = 40;
const SHOWN_FOLDED = 12;
const LONGEST_TEXT = 800;

export const itemsSection = (comparisons: readonly ItemComparison[]): Section => ({
  id: 'items',
  title: 'Item by item',
  body:
    comparisons.length === 0
      ? html`<p class="note">No two methods were asked the same test items with the same seed.</p>`
      : html`${gridHtml(agreementTable(comparisons))}${
          comparisons.every(({ differing }) => differing === null)
            ? html`<p class="note">
                The texts of the items are in trials/…/items.jsonl of the run’s own folder; this one has none.
              </p>`
            : comparisons.every(({ differing }) => differing === null || differing.length === 0)
              ? html`<p class="note">No two of them differ on any item.</p>`
              : html`${groupBy(comparisons, ({ task }) => task).map(taskItems)}
                  <p class="note">All of them are in items.csv.</p>`
        }`,
});

/** The first comparison open, the others folded. */
const taskItems = (ofTask: readonly ItemComparison[]): Html[] =>
  ofTask.flatMap((comparison, i) => {
    const { first, second, differing, task } = comparison;
    if (differing === null || differing.length === 0) return [];
    const title = `${nameOf(first)} and ${nameOf(second)} on ${task}`;
    return i === 0
      ? [
          html`<h3>Where ${title} differ</h3>
            ${itemList(comparison, differing, SHOWN)}`,
        ]
      : [
          html`<details>
            <summary>Where ${title} differ</summary>
            ${itemList(comparison, differing, SHOWN_FOLDED)}
          </details>`,
        ];
  });

const nameOf = ({ method, configuration }: ConfigurationRow): string => `${method} (${configuration})`;

/** As many of either kind as there is room, in the order asked. */
function itemList(
  { first, second, seed, metric, graded }: ItemComparison,
  all: readonly DifferingItem[],
  limit: number,
): Html {
  const title = (row: ConfigurationRow): string =>
    graded ? `${nameOf(row)} is better, the furthest ahead first` : `Only ${nameOf(row)} is right`;
  const groups = [
    { title: title(first), items: all.filter(({ better }) => better === 'first') },
    { title: title(second), items: all.filter(({ better }) => better === 'second') },
  ];
  const [fewer, more] = groups.map(({ items }) => items.length).toSorted((a, b) => a - b) as [number, number];
  const half = Math.max(limit / 2, limit - fewer);
  return html`<p class="note">Test items with seed ${seed}.</p>
    ${groups.map(({ title, items }) => {
      const shown = items.slice(0, items.length === more ? half : limit / 2);
      return html`<h4>
          ${title}:
          ${count(items.length, 'item')}${shown.length < items.length ? `, the first ${shown.length}` : null}
        </h4>
        ${shown.map((item) => itemHtml(item, first, second, metric))}`;
    })}`;
}

const itemHtml = (
  { first, second, scores }: DifferingItem,
  a: ConfigurationRow,
  b: ConfigurationRow,
  metric: JudgedBy,
): Html =>
  html`<article class="item">
    ${fieldsHtml(first)}
    <dl class="said">
      ${
        first.answer === undefined
          ? null
          : html`<div>
              <dt>${(first.answers ?? []).length > 1 ? 'right answers' : 'right answer'}</dt>
              <dd>${model((first.answers ?? [first.answer]).join(' / '))}</dd>
            </div>`
      }
      ${saidHtml(a.method, first, scores && gradeText(metric, scores[0]))}${saidHtml(b.method, second, scores && gradeText(metric, scores[1]))}
    </dl>
    ${outputsHtml([
      [a.method, first],
      [b.method, second],
    ])}
  </article>`;

/** The item's texts, or its id where they were not kept. */
export function fieldsHtml({ id, fields = {} }: ItemLine): Html {
  const entries = Object.entries(fields);
  if (entries.length === 0) return html`<p class="text">Item ${id}</p>`;
  return html`${entries.map(
    ([name, text]) =>
      html`<p class="text">
        ${entries.length > 1 ? html`<b>${name}</b> ` : null}${model(shortened(text, LONGEST_TEXT))}
      </p>`,
  )}`;
}

const gradeText = (metric: JudgedBy, score: number): string => `${metric.title} ${scoreText(metric, score)}`;

/** `grade`: of a graded answer, in place of right or wrong. */
export const saidHtml = (
  name: string,
  { prediction, correct }: ItemLine,
  grade: string | null = null,
): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd class="${grade !== null ? 'graded' : correct ? 'right' : 'wrong'}">
      ${prediction === null ? html`<i>nothing readable</i>` : model(prediction)}
      ${grade === null ? mark(correct) : html`<span class="note">(${grade})</span>`}
    </dd>
  </div>`;

/** Text from a model or from data: set apart so that its direction does not spill over. */
export const model = (text: string): Html => html`<bdi>${text}</bdi>`;

/** Not by colour alone. */
export const mark = (right: boolean): Html =>
  right
    ? html`<span class="good" role="img" aria-label="right">✓</span>`
    : html`<span class="bad" role="img" aria-label="wrong">✗</span>`;

function outputsHtml(said: readonly (readonly [string, ItemLine])[]): Html | null {
  const some = said.flatMap(([name, { output }]) =>
    output === undefined || output === '' ? [] : [{ name, output }],
  );
  if (some.length === 0) return null;
  return html`<details>
    <summary>What was written</summary>
    ${some.map(
      ({ name, output }) =>
        html`<p class="note">${name}</p>
          <pre><bdi>${shortened(output, 2000)}</bdi></pre>`,
    )}
  </details>`;
}
