/** Writes a run's tables: to the terminal, and as files into its folder. */
import path from 'node:path';
import type { AnyMethod } from '@adaptbench/core';
import {
  answers as answersOf,
  classesOf,
  classesTable,
  confusionsTable,
  filesOf,
  itemReader,
  type ConfigurationRow,
  type Manifest,
  writeWhole,
  differingTable,
  itemComparisons,
  furtherTables,
  tablesOf,
  type TrialRecord,
} from '@adaptbench/results';
import { csv } from './csv.ts';
import { htmlReport } from './html/html-report.ts';
import { report } from './report.ts';
import { oneLine } from './printable.ts';
import { failures, undoneLines } from './summary.ts';
import { terminalTable } from './terminal.ts';

/** Of a table, and of failures, on a terminal. */
const MOST_LINES = 100;

/** Every table as CSV, report.md and report.html; gives back the tables that are not long for a terminal of `width` character cells. `compare`: methods to show item by item. */
export function writeOutputs(
  dir: string,
  manifest: Manifest,
  records: readonly TrialRecord[],
  methods: readonly AnyMethod[],
  width: number,
  compare?: readonly [string, string],
): string {
  const { rows, tables } = tablesOf(manifest.plan, records, Object.keys(manifest.bench.set ?? {}));
  const prices = manifest.bench.prices ?? {};
  const items = itemReader(dir);
  const comparisons = itemComparisons(rows, items, compare);
  const classes = classesOf(rows, items);
  const further = [
    ...furtherTables(rows, prices),
    differingTable(comparisons),
    classesTable(classes),
    confusionsTable(classes),
  ].filter((table) => table.rows.length > 0);
  for (const table of [...tables, ...further]) writeWhole(path.join(dir, `${table.name}.csv`), csv(table));
  const { report: markdown, page } = filesOf(dir);
  const baselines = methods.flatMap(({ family, name }) => (family === 'baseline' ? [name] : []));
  const answers = answersOf(rows, new Set(baselines));
  writeWhole(markdown, report({ manifest, rows, answers, tables, methods }));
  writeWhole(
    page,
    htmlReport({
      manifest,
      rows,
      answers,
      tables,
      further,
      prices,
      comparisons,
      classes,
      items,
      records,
      methods,
    }),
  );
  const answer = answers.map(oneLine).join('\n');
  return [
    answer === '' ? '' : `${answer}\n`,
    ...tables.filter((table) => !table.long).map((table) => terminalTable(table, width, MOST_LINES)),
    failures(rows, MOST_LINES).map(oneLine).join('\n'),
    unfinished(rows),
    answer,
  ]
    .filter((block) => block !== '')
    .join('\n');
}

/** For a terminal, of the chosen configurations alone: the others are in the report. */
function unfinished(rows: readonly ConfigurationRow[]): string {
  const lines = undoneLines(rows, 'chosen', MOST_LINES);
  return lines.length === 0
    ? ''
    : `Not done when it ended:\n${lines.map((line) => `  ${oneLine(line)}`).join('\n')}\n`;
}
