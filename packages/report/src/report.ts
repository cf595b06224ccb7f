/** `report.md`: the run for a reader who was not there. */
import type { AnyMethod } from '@adaptbench/core';
import {
  type Manifest,
  manifestDigest,
  type ConfigurationRow,
  shortened,
  type Table,
  count,
} from '@adaptbench/results';
import { facts, ran } from './facts.ts';
import { inline, list, markdownTable } from './markdown.ts';
import { notes } from './notes.ts';
import { summary, undoneLines } from './summary.ts';

export interface ReportParts {
  readonly manifest: Manifest;
  readonly rows: readonly ConfigurationRow[];
  /** One line per task: what to take. */
  readonly answers: readonly string[];
  readonly tables: readonly Table[];
  /** For the papers; methods that did not run are left out. */
  readonly methods: readonly AnyMethod[];
}

export function report({ manifest, rows, answers, tables, methods }: ReportParts): string {
  const { bench, seeds, sessions } = manifest;
  const last = sessions.at(-1);
  const answer = answers.map((line) => `**${inline(line)}**`);
  return [
    `# ${inline(bench.model)}: ${bench.methods.map(inline).join(', ')}`,
    paragraph(
      `${count(manifest.plan.length, 'trial')}, seeds ${seeds.join(', ')}. Run ${manifestDigest(manifest)}` +
        (last === undefined ? '.' : `, begun ${sessions[0]?.startedAt ?? ''}.`),
    ),
    ...answer,
    ...list(summary(rows, MOST_LINES)),
    ...tables.flatMap((table) => [`## ${table.title}`, ...shortTable(table), ...list(table.legend)]),
    ...section('Trainings that are not done', list(undoneLines(rows, 'all', MOST_LINES))),
    ...section('Notes', list(someNotes(rows))),
    ...section(
      'Methods',
      list(
        ran(
          methods,
          manifest.plan.map((spec) => spec.method),
        ).map(({ name, family, paper }) => `${name} (${family}): ${paper.title}, ${paper.url}`),
      ),
    ),
    ...section('How it was run', list(facts(manifest).map(({ label, text }) => `${label}: ${text}`))),
    ...section('Answer', answer),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

/** Of a table or list, for a reader; CSV files have all of them. */
const MOST_LINES = 200;

function shortTable(table: Table): string[] {
  const shownTable = shortened(table, MOST_LINES);
  const left = table.rows.length - shownTable.rows.length;
  return [
    markdownTable(shownTable),
    ...(left === 0 ? [] : [`${count(left, 'more line')} in ${table.name}.csv.`]),
  ];
}

function someNotes(rows: readonly ConfigurationRow[]): string[] {
  const all = notes(rows);
  const unshown = all.length - MOST_LINES;
  return [
    ...all.slice(0, MOST_LINES),
    ...(unshown > 0 ? [`${count(unshown, 'more note')} in trials.jsonl.`] : []),
  ];
}

const paragraph = (text: string): string => inline(text);
const section = (title: string, blocks: readonly string[]): string[] =>
  blocks.length === 0 ? [] : [`## ${title}`, ...blocks];
