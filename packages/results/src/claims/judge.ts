/** All claims judged by the runs in a folder. */
import path from 'node:path';
import { curvesOf, curvesTable } from '../tables/curves.ts';
import type { Table } from '../tables/table.ts';
import { claims } from './claims.ts';
import { type Source, patterns, readData } from './sources.ts';
import { type Judged, judged, page } from './text.ts';

export interface JudgedClaims {
  readonly judged: readonly Judged[];
  /** Markdown. */
  readonly page: string;
  /** Every curve of the runs that were read. */
  readonly curves: Table;
}

/** `folder` holds the runs, each in a folder of its name. */
export function judgeClaims(folder: string): JudgedClaims {
  const data = readData(folder);
  const runs = (Object.keys(patterns) as Source[]).map((source) => data[source].rows);
  const models = new Set(runs.flat().map(({ spec }) => path.basename(spec.model.reference)));
  const all = claims.map((claim) => judged(claim, data));
  return {
    judged: all,
    page: page(all, data, [...models].join(', ') || 'No run'),
    curves: curvesTable(runs.flatMap((rows) => curvesOf(rows))),
  };
}
