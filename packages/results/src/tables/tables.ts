/** From trials to the tables. Pure: the same trials give the same tables, whenever and in whatever order they ran. */
import type { TrialRecord } from '../record/record.ts';
import type { TrialSpec } from '../record/spec.ts';
import type { Prices } from '../run/prices.ts';
import { breakEvenTable, costTable } from './cost.ts';
import { curvesOf, curvesTable } from './curves.ts';
import { tradeOffs, tradeOffsTable } from './pareto.ts';
import { accuracyTable } from './accuracy.ts';
import { compareRows } from './compare.ts';
import { latencyTable } from './latency.ts';
import { measuresTable } from './measures.ts';
import { metricsTable } from './metrics.ts';
import { memoryTable } from './memory.ts';
import { pairsTable } from './pairs.ts';
import { publishedTable } from './published.ts';
import { type ConfigurationRow, rowsOf } from './rows.ts';
import { screeningTable } from './screening.ts';
import type { Table } from './table.ts';
import { varianceTable } from './variance.ts';
import { waysTable } from './ways.ts';

export interface Tables {
  readonly rows: readonly ConfigurationRow[];
  /**
   * Accuracy (or what else is judged by), other metrics and the form of answers where known, memory, latency. Differences where two can be
   * compared, components of variance where seeds or templates are several. Ways of asking where a method has several, measures of answers
   * where it takes any. Figures as published where results are imported, and what a search let go.
   */
  readonly tables: readonly Table[];
}

export function tablesOf(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  named: readonly string[] = [],
): Tables {
  const rows = rowsOf(plan, records, named);
  const comparisons = compareRows(rows);
  const metrics = metricsTable(rows);
  const some = [
    pairsTable(comparisons),
    varianceTable(rows),
    waysTable(rows),
    measuresTable(rows),
    publishedTable(rows),
    screeningTable(plan, records, named),
  ];
  return {
    rows,
    tables: [
      accuracyTable(rows, comparisons),
      ...(metrics === null ? [] : [metrics]),
      memoryTable(rows),
      latencyTable(rows),
      ...some.filter((t) => t !== null),
    ],
  };
}

/** Tables that would crowd a terminal: what a decision costs, response curves, trade-offs; those without lines are left out. */
export const furtherTables = (rows: readonly ConfigurationRow[], prices: Prices): Table[] =>
  [
    costTable(rows, prices),
    breakEvenTable(rows),
    curvesTable(curvesOf(rows)),
    tradeOffsTable(tradeOffs(rows, prices)),
  ].filter((table): table is Table => table !== null && table.rows.length > 0);
