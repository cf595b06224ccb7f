/** The sections that show numbers: accuracy, curves, trade-offs, cost. A run of several tasks has a part for each. */
import { fieldsOf } from '../fields.ts';
import {
  type Decision,
  decisions,
  type Curve,
  curvesOf,
  groupBy,
  trains,
  type TradeOff,
  tradeOffs,
  type Prices,
  type ConfigurationRow,
  bestRows,
  first,
  type Table,
  count,
} from '@adaptbench/results';
import { type AnyMethod, partsOf, trainSettings } from '@adaptbench/core';
import { figure, key } from './chart.ts';
import { curvesChart } from './figures/curves.ts';
import { totalsChart } from './figures/totals.ts';
import { tradeOffChart } from './figures/trade-off.ts';
import { varianceChart } from './figures/variance.ts';
import { type Look, looksOf } from './looks.ts';
import { type Html, html } from './markup.ts';
import type { Section } from './page.ts';
import { prose } from './prose.ts';
import { type Room, roomOf } from './room.ts';
import { tableHtml } from './table.ts';

const leftOut = (all: number, { marks }: Room, file: string): Html | null =>
  all <= marks
    ? null
    : html`<p class="note">
        The chart shows ${marks} of ${all} configurations: the chosen ones and those with the best validation
        accuracy. ${file}.csv has all.
      </p>`;

/** As many lines as the chart has room for, one at least, the first of each method before others. */
function shownCurves(all: readonly Curve[], space: Room): readonly Curve[] {
  const firsts = new Set(groupBy(all, ({ method }) => method).flatMap((ofMethod) => ofMethod.slice(0, 1)));
  let room = space.points;
  const kept = [...firsts, ...all.filter((curve) => !firsts.has(curve))].filter(({ points }, i) => {
    room -= points.length;
    return i === 0 || room >= 0;
  });
  const shown = new Set(kept);
  return all.filter((curve) => shown.has(curve));
}

type Looks = (method: string) => Look;
const looks = (rows: readonly ConfigurationRow[]): Looks => looksOf(rows.map((row) => row.method));

/** From so many tasks on, all but the first are folded. */
const FOLDED = 3;

/** Its parts by task, each under the task's name where there are several, as far as there is room. `file`: where the others are. */
function byTask<T extends { readonly task: string }>(
  all: readonly T[],
  { tasks }: Room,
  file: string,
  part: (own: readonly T[], i: number) => Html,
): Html[] {
  const groups = groupBy(all, ({ task }) => task);
  const unshown = groups.length - tasks;
  const note = html`<p class="note">${count(unshown, 'more task')} in ${file}.csv.</p>`;
  const parts = groups.slice(0, tasks).map((ofTask, i) => {
    const [name, body] = [ofTask[0]?.task, part(ofTask, i)];
    if (groups.length === 1) return body;
    return groups.length >= FOLDED && i > 0
      ? html`<details>
          <summary>${name}</summary>
          ${body}
        </details>`
      : html`<h3>${name}</h3>
          ${body}`;
  });
  return unshown > 0 ? [...parts, note] : parts;
}

/** `more`: tables that explain it, folded. */
export const accuracySection = (
  rows: readonly ConfigurationRow[],
  table: Table,
  more: readonly Table[],
): Section => {
  const tested = rows.filter((row) => row.test !== null);
  const room = roomOf(rows);
  const charts = byTask(
    tested,
    room,
    table.name,
    (ofTask, i) =>
      html`${figure(varianceChart(bestRows(ofTask, room.marks), looks(rows), `variance-${i}`))}${leftOut(ofTask.length, room, 'accuracy')}`,
  );
  const folded = more.map(
    (one) =>
      html`<details>
        <summary>${one.title}: ${count(one.rows.length, 'line')}</summary>
        ${tableHtml(one)}
      </details>`,
  );
  return { id: table.name, title: table.title, body: html`${charts}${tableHtml(table)}${folded}` };
};

export function curvesSection(rows: readonly ConfigurationRow[], methods: readonly AnyMethod[]): Section {
  const curves = curvesOf(rows);
  const room = roomOf(rows);
  const chartsOf = (ofTask: readonly Curve[], i: number): Html =>
    html`<div class="figures">
      ${groupBy(ofTask, ({ axis }) => settingName(axis)).map((ofSetting, j) =>
        figure(
          curvesChart(
            shownCurves(ofSetting, room),
            settingName(ofSetting[0]?.axis ?? ''),
            axisLabel(ofSetting, methods),
            looks(rows),
            `curve-${i}-${j}`,
            room.lines,
          ),
          'half',
        ),
      )}
    </div>`;
  const all = groupBy(curves, ({ task, axis }) => `${task} ${settingName(axis)}`);
  const some = all.some((same) => shownCurves(same, room).length < same.length);
  return {
    id: 'curves',
    title: 'Response curves',
    body:
      curves.length === 0
        ? html`<p class="note">
            ${prose('No numeric setting was tried at two values while the others stayed the same: try some, e.g. --set lora.rank=1,4,16.')}
          </p>`
        : html`${byTask(curves, room, 'curves', chartsOf)}
            <p class="note">
              All points are in curves.csv.${some ? ' Charts have room for some of the lines.' : null}
            </p>`,
  };
}

/** A field without its owner: `rank` of `lora` and of `lora+cot` share a chart. */
const settingName = (axis: string): string =>
  axis === 'task.train' ? 'training items' : (axis.split('.').at(-1) ?? axis);

/** With what the method's own schema says of the field. */
function axisLabel(curves: readonly Curve[], methods: readonly AnyMethod[]): string {
  const [first] = curves;
  if (first === undefined) return '';
  const name = settingName(first.axis);
  if (first.axis.startsWith('task.')) return name;
  const schemas = first.axis.startsWith('train.')
    ? [trainSettings]
    : methods.filter((m) => partsOf(first.method).includes(m.name)).map((m) => m.config);
  const field = schemas.flatMap(fieldsOf).find((f) => f.name === name);
  const words = field?.description.split(/[;:(]/)[0]?.trim() ?? '';
  return words === '' || words.length > 48 ? name : `${name} (${words})`;
}

export function tradeOffsSection(rows: readonly ConfigurationRow[], prices: Prices): Section {
  const all = tradeOffs(rows, prices);
  const room = roomOf(rows);
  const chartsOf = (ofTask: readonly TradeOff[], i: number): Html =>
    html`<div class="figures">
      ${ofTask.map((tradeOff) =>
        figure(
          tradeOffChart(
            tradeOff,
            first(tradeOff.points, ({ front, row }) => front || row.chosen, room.marks),
            looks(rows),
            `pareto-${i}-${tradeOff.need.name}`,
            room.lines,
          ),
          'half',
        ),
      )}
    </div>`;
  return {
    id: 'trade-offs',
    title: 'Trade-offs',
    body:
      all.length === 0
        ? html`<p class="note">Fewer than two configurations have both an accuracy and a measured need.</p>`
        : html`${key(
              rows.map((row) => row.method),
              looks(rows),
            )}${byTask(all, room, 'pareto', chartsOf)}
            <p class="note">All points are in pareto.csv.</p>`,
  };
}

export function costSection(
  rows: readonly ConfigurationRow[],
  cost: Table | undefined,
  breakEven: Table | undefined,
): Section {
  const all = decisions(rows).map((decision) => Object.assign({ task: decision.trained.task }, decision));
  const chart = (ofTask: readonly Decision[], i: number): Html =>
    figure(
      totalsChart(
        shownRows(ofTask),
        ofTask[0]?.serving ?? 'alone',
        lastRequest(ofTask),
        looks(rows),
        `totals-${i}`,
      ),
    );
  return {
    id: 'cost',
    title: 'Cost of a decision',
    body: html`${all.length === 0 ? null : byTask(all, roomOf(rows), 'break-even', chart)}${
      breakEven === undefined
        ? html`<p class="note">
            Nothing to weigh: a break-even needs a configuration that is trained and one that only prompts.
          </p>`
        : html`<h3>${breakEven.title}</h3>
            ${tableHtml(breakEven)}`
    }${
      cost === undefined
        ? null
        : html`<h3>${cost.title}</h3>
            ${tableHtml(cost)}`
    }`,
  };
}

/** Lines that a chart can hold. */
const MOST_LINES = 10;

/** Trained and untrained configurations that were weighed; where they are many, the chosen ones. */
function shownRows(ofTask: readonly Decision[]): ConfigurationRow[] {
  const rows = [...new Set(ofTask.flatMap(({ trained, untrained }) => [trained, untrained]))];
  return rows.length <= MOST_LINES ? rows : rows.filter((row) => row.chosen || trains(row));
}

/** A power of ten beyond the break-evens, as far as requests may go. */
function lastRequest(ofTask: readonly Decision[]): number {
  const last = Math.max(...ofTask.map(({ requests }) => requests ?? 0), 1000);
  return 10 ** Math.min(Math.ceil(Math.log10(last) + 0.3), 6);
}
