/** Label tasks class by class: a part per method, the best one open. */
import {
  type Classes,
  classesTable,
  confusionMatrix,
  confusionsTable,
  count,
  percent,
} from '@adaptbench/results';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';
import { gridHtml } from './table.ts';

/** Labels up to which a whole confusion table is shown; of more the most frequent confusions. */
const MOST_LABELS = 12;
const MOST_CONFUSIONS = 15;

/** None where no method answered with labels. */
export function classesSection(all: readonly Classes[]): Section[] {
  if (all.length === 0) return [];
  const tasks = new Set(all.map(({ row }) => row.task));
  const byScore = all.toSorted((a, b) => (b.row.test?.mean ?? 0) - (a.row.test?.mean ?? 0));
  const best = new Set([...tasks].map((task) => byScore.find(({ row }) => row.task === task)));
  return [
    {
      id: 'classes',
      title: 'Class by class',
      body: html`<p class="note">
          Each method’s chosen configuration, test items of its first seed. Precision: of the answers with
          this label, those that are right; recall: of its items, those that got it.
        </p>
        ${[...tasks].map((task) =>
          chanceHtml(
            task,
            all.filter(({ row }) => row.task === task),
            tasks.size > 1,
          ),
        )}
        ${all.map((one) => classesHtml(one, best.has(one), tasks.size > 1))}
        <p class="note">All of them are in classes.csv and confusion.csv.</p>`,
    },
  ];
}

function chanceHtml(task: string, ofTask: readonly Classes[], named: boolean): Html | null {
  const [first] = ofTask;
  if (first?.majority == null) return null;
  const { label, share } = first.majority;
  const labels = Math.max(...ofTask.map((one) => one.labels));
  return html`<p>
    ${named ? `${task}: ` : null}Of ${count(labels, 'label')}, one drawn at random is right in
    ${percent(1 / labels)}; the commonest, <bdi>${label}</bdi>, is right in ${percent(share)}.
  </p>`;
}

function classesHtml(one: Classes, open: boolean, named: boolean): Html {
  const { row, seed, classes, majority, right } = one;
  const title = `${row.method} (${row.configuration})${named ? ` on ${row.task}` : ''}: ${percent(right)} right`;
  const few = classes.length <= MOST_LABELS;
  const confusion = few ? confusionMatrix(one) : confusionsTable([one], 'wrong');
  const shown = { ...confusion, rows: confusion.rows.slice(0, few ? undefined : MOST_CONFUSIONS) };
  const level = row.majority?.above === false || right <= (majority?.share ?? 0);
  const body = html`${
      level
        ? html`<p class="note">WARNING: not shown to be above always answering the commonest label.</p>`
        : null
    }${gridHtml(classesTable([one]))}
    <h4>
      ${few ? 'What was answered as what' : `The ${shown.rows.length} most frequent confusions`}, seed ${seed}
    </h4>
    ${gridHtml(shown)}`;
  return open
    ? html`<h3>${title}</h3>
        ${body}`
    : html`<details>
        <summary>${title}</summary>
        ${body}
      </details>`;
}
