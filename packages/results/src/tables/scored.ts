/**
 * How columns show scores: under their metric's name and in its unit. Rows that are judged by several metrics share columns named `score`, each
 * cell in its own metric's unit, and a column says which that is.
 */
import type { OverSeeds } from '../stats/over-seeds.ts';
import type { Interval } from '../stats/wilson.ts';
import { type JudgedBy, accuracy } from '../judged/metric.ts';
import {
  differenceUnit,
  digitsOf,
  shown,
  shownChange,
  shownDifference,
  shownInterval,
  shownSpread,
  unitOf,
} from '../judged/shown.ts';
import type { Column } from './table.ts';

/** Whatever is judged by a metric. */
export interface Scored {
  readonly metric: JudgedBy;
}

export interface ScoreWords {
  /** `accuracy`, `ROUGE-L`, or `score` where metrics are several. */
  readonly name: string;
  /** ` (%)`, or nothing; of differences ` (points)`. */
  readonly unit: string;
  readonly points: string;
  readonly digits: number;
  /** Whether an answer is right or wrong and the share of right ones is shown. */
  readonly isAccuracy: boolean;
}

/** Of the metrics of a table's rows. */
export function scoreWords(rows: readonly Scored[]): ScoreWords {
  const metrics = new Map(rows.map(({ metric }) => [metric.name, metric]));
  const all = metrics.size === 0 ? [accuracy] : [...metrics.values()];
  const [first] = all;
  const common = (of: (metric: JudgedBy) => string): string => {
    const units = new Set(all.map(of));
    const [unit = ''] = units.size === 1 ? units : [];
    return unit === '' ? '' : ` (${unit})`;
  };
  return {
    name: all.length === 1 ? (first?.title ?? '') : 'score',
    unit: common(unitOf),
    points: common(differenceUnit),
    digits: Math.max(...all.map(digitsOf)),
    isAccuracy: all.length === 1 && first?.name === accuracy.name,
  };
}

/** Which metric a row is judged by, where rows differ in it. */
export const metricColumn = <R>(of: (row: R) => Scored): Column<R> => ({
  header: 'metric',
  value: (row) => metricName(of(row).metric),
  ifVaried: true,
});

const metricName = (metric: JudgedBy): string => {
  const unit = unitOf(metric);
  return unit === '' ? metric.title : `${metric.title} (${unit})`;
};

/** Cells of scores on the unit scale; null where nothing is known. */
export const scoreCell = ({ metric }: Scored, over: Pick<OverSeeds, 'mean'> | null): number | null =>
  over === null ? null : shown(metric, over.mean);
/** An end of an interval. */
export const endCell = ({ metric }: Scored, over: Interval | null, which: 'low' | 'high'): number | null =>
  over === null ? null : shownInterval(metric, over)[which];
/** Both ends, for people. */
export function intervalCell({ metric }: Scored, over: Interval | null): string {
  if (over === null) return '';
  const { low, high } = shownInterval(metric, over);
  const digits = digitsOf(metric);
  return `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}
/** A standard deviation. */
export const spreadCell = ({ metric }: Scored, over: Pick<OverSeeds, 'sd'> | null): number | null =>
  over === null || over.sd === null ? null : shownSpread(metric, over.sd);
/** A difference of two scores, or an end of its interval. */
export const differenceCell = (
  { metric }: Scored,
  pair: (Interval & { readonly difference: number }) | null,
  which: 'difference' | 'low' | 'high',
): number | null => {
  if (pair === null) return null;
  return which === 'difference' ? shownDifference(metric, pair.difference) : shownChange(metric, pair)[which];
};
