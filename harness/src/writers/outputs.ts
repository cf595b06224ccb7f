/** Writes a run's tables: to the terminal, and as files into its folder. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyMethod } from '../methods.ts';
import { filesOf } from '../run/folder.ts';
import type { Manifest } from '../run/manifest.ts';
import { tablesOf } from '../tables/tables.ts';
import type { TrialRecord } from '../trial/record.ts';
import { csv } from './csv.ts';
import { report } from './report.ts';
import { summary } from './summary.ts';
import { terminalTable } from './terminal.ts';

/** accuracy.csv, memory.csv, latency.csv and report.md; gives back the same for a terminal of `width` character cells. */
export function writeOutputs(
  dir: string,
  manifest: Manifest,
  records: readonly TrialRecord[],
  methods: readonly AnyMethod[],
  width: number,
): string {
  const { rows, tables } = tablesOf(manifest.plan, records, Object.keys(manifest.bench.set ?? {}));
  for (const table of tables) writeFileSync(path.join(dir, `${table.name}.csv`), csv(table));
  writeFileSync(filesOf(dir).report, report({ manifest, rows, tables, methods }));
  return [...tables.map((table) => terminalTable(table, width)), summary(rows).join('\n')]
    .filter((block) => block !== '')
    .join('\n');
}
