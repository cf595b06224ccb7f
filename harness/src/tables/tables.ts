/** From trials to the tables. Pure: the same trials give the same tables, whenever and in whatever order they ran. */
import type { TrialRecord } from '../trial/record.ts';
import type { TrialSpec } from '../trial/spec.ts';
import { accuracyTable } from './accuracy.ts';
import { latencyTable } from './latency.ts';
import { measuresTable } from './measures.ts';
import { memoryTable } from './memory.ts';
import { publishedTable } from './published.ts';
import { type Row, rowsOf } from './rows.ts';
import type { Table } from './table.ts';
import { waysTable } from './ways.ts';

export interface Tables {
  readonly rows: readonly Row[];
  /**
   * Accuracy, memory, latency; ways of asking where a method has several, measures of answers where it takes any, figures as
   * published where results are imported.
   */
  readonly tables: readonly Table[];
}

export function tablesOf(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[] = [],
): Tables {
  const rows = rowsOf(plan, records, named);
  const some = [waysTable(rows), measuresTable(rows), publishedTable(rows)];
  return {
    rows,
    tables: [accuracyTable(rows), memoryTable(rows), latencyTable(rows), ...some.filter((t) => t !== null)],
  };
}
