/** `report.html`: the run in one file that reads by itself, without network or script. */
import type { AnyMethod } from '@adaptbench/core';
import {
  type Classes,
  type Prices,
  type Manifest,
  manifestDigest,
  type ItemReader,
  type ItemComparison,
  type ConfigurationRow,
  type Table,
  plainName,
  type TrialRecord,
  count,
} from '@adaptbench/results';
import { classesSection } from './classes.ts';
import { foundSection } from './found.ts';
import { itemsSection } from './items.ts';
import { html } from './markup.ts';
import { rationalesSection } from './rationales.ts';
import { type Section, page } from './page.ts';
import { prose } from './prose.ts';
import { accuracySection, costSection, curvesSection, tradeOffsSection } from './sections.ts';
import { methodsSection, runSection, trialsSection } from './run.ts';
import { tableHtml } from './table.ts';

export interface HtmlReportParts {
  readonly manifest: Manifest;
  readonly rows: readonly ConfigurationRow[];
  /** One line per task: what to take. */
  readonly answers: readonly string[];
  readonly tables: readonly Table[];
  /** Tables that are files of their own and parts of sections here: cost, break-even, curves, trade-offs. */
  readonly further: readonly Table[];
  readonly prices: Prices;
  readonly comparisons: readonly ItemComparison[];
  readonly classes: readonly Classes[];
  readonly items: ItemReader;
  readonly records: readonly TrialRecord[];
  /** For the papers; methods that did not run are left out. */
  readonly methods: readonly AnyMethod[];
}

export function htmlReport(parts: HtmlReportParts): string {
  const { manifest, rows, tables } = parts;
  const { bench, plan, seeds, sessions } = manifest;
  const named = (name: string): Table[] => tables.filter((table) => table.name === name);
  const long = tables.filter((table) => table.long);
  const methods = distinct(plan.map((spec) => spec.method));
  const further = (name: string): Table | undefined => parts.further.find((table) => table.name === name);
  const begun = sessions[0]?.startedAt;
  const answer = parts.answers.map((line) => html`<p class="answer">${prose(line)}</p>`);
  return page({
    title: `${shortName(bench.model)} on ${tasksText(distinct(rows.map(({ spec }) => plainName(spec.task))))}`,
    about: html`<p class="about">
        ${methods.join(', ')}. ${count(plan.length, 'trial')}, seeds ${seeds.join(', ')}. Run
        <span class="hash">${manifestDigest(manifest)}</span
        >${begun === undefined ? null : html`, begun <time datetime="${begun}">${begun.slice(0, 16).replace('T', ' ')} UTC</time>`}.
      </p>
      ${answer}`,
    sections: [
      foundSection(rows, tables),
      ...named('accuracy').map((table) => accuracySection(rows, table, long)),
      ...classesSection(parts.classes),
      curvesSection(rows, parts.methods),
      tradeOffsSection(rows, parts.prices),
      ...tables.filter((table) => table.name !== 'accuracy' && !table.long).map(tableSection),
      costSection(rows, further('cost'), further('break-even')),
      itemsSection(parts.comparisons),
      ...rationalesSection(rows, parts.items),
      ...methodsSection(parts.methods, plan),
      trialsSection(manifest, rows, parts.records),
      runSection(manifest, rows),
      ...(answer.length === 0 ? [] : [{ id: 'answer', title: 'Answer', body: html`${answer}` }]),
    ],
  });
}

const tableSection = (table: Table): Section => ({
  id: table.name,
  title: table.title,
  body: tableHtml(table),
});

/** The last part of a path or repository. */
const shortName = (reference: string): string => reference.split(/[\\/]/).at(-1) ?? reference;

/** Names as far as a title has room. */
const tasksText = (names: readonly string[]): string =>
  names.length > 4 ? count(names.length, 'task') : names.join(', ');

const distinct = (words: readonly string[]): string[] => [...new Set(words)];
