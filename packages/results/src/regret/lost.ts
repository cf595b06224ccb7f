/** A run's rows and recommendations, and what is lost where another recommendation is followed than the whole run's. */
import { LoadError } from '@adaptbench/core';
import type { JudgedBy } from '../judged/metric.ts';
import { noConstraints } from '../recommend/constraints.ts';
import { recommend, recommended } from '../recommend/recommend.ts';
import type { Recommendation } from '../recommend/recommendation.ts';
import { trialId } from '../record/spec.ts';
import type { RunOnDisk } from '../run/run-on-disk.ts';
import { compareAll, difference } from '../tables/compare.ts';
import { rowsOfRun } from '../tables/rows-of-run.ts';
import type { ConfigurationRow } from '../tables/rows.ts';

/** A run with its rows and what it recommends without constraints, one recommendation per task. */
export interface Advised extends RunOnDisk {
  readonly rows: readonly ConfigurationRow[];
  readonly recommendations: readonly Recommendation[];
}

/** Of the trials that are in the plan. */
export function adviseOn(run: RunOnDisk): Advised {
  const planned = new Set(run.manifest.plan.map(trialId));
  const records = run.records.filter(({ id }) => planned.has(id));
  const rows = rowsOfRun({ ...run, records });
  return { ...run, records, rows, recommendations: recommend(rows, noConstraints) };
}

/** Regret needs the same models and data. */
export function checkAlike(first: Advised, second: Advised): void {
  if (
    first.manifest.models.join() !== second.manifest.models.join() ||
    first.manifest.data.join() !== second.manifest.data.join()
  )
    throw new LoadError('the runs are of other models or data; regret needs the same');
}

/** The rows of two runs name a configuration alike only by its fields; `done` trials' specs say which it is. */
const key = (row: ConfigurationRow): string =>
  JSON.stringify([row.method, row.done[0]?.spec.config, row.done[0]?.spec.training]);

export interface Lost {
  readonly task: string;
  /** What the whole run recommends, and the other. */
  readonly whole: string;
  readonly other: string;
  readonly metric: JudgedBy;
  /** Test score in the whole run's trials, 0 to 1; `regret` is their difference, with a paired 95 % interval (null: the same row). */
  readonly wholeAccuracy: number | null;
  readonly otherAccuracy: number | null;
  readonly regret: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
}

/** null where the whole run recommends nothing that answers an item: there is nothing to lose. */
export function lost(whole: Advised, task: string, others: readonly Recommendation[]): Lost | null {
  const full = whole.recommendations.find((one) => one.task === task);
  const other = others.find((one) => one.task === task);
  const [best, found] = [full && recommended(full)?.facts, other && recommended(other)?.facts];
  if (!best) return null;
  if (!found) throw new Error(`${task}: nothing is recommended, by the whole run ${best.name}`);
  const there = whole.rows.find((row) => row.task === task && key(row) === key(found.row));
  if (!there) throw new Error(`${task}: ${found.name} is not in the whole sweep`);
  const same = key(there) === key(best.row);
  const behind = same ? null : difference(compareAll([best.row, there])?.pairs ?? [], best.row, there);
  return {
    task,
    whole: best.name,
    other: found.name,
    metric: best.row.metric,
    wholeAccuracy: best.row.test?.mean ?? null,
    otherAccuracy: there.test?.mean ?? null,
    regret: same ? 0 : (best.row.test?.mean ?? 0) - (there.test?.mean ?? 0),
    low: behind?.low ?? null,
    high: behind?.high ?? null,
    p: behind?.p ?? null,
  };
}
