/**
 * Times and peak memory of single processes: whether a figure of several rows (configurations) changed between two runs by more than
 * processes differ anyway. Everything in logarithms, since such noise is relative.
 *
 * How much processes differ is taken from what the runs show:
 * - where rows have several processes per run (seeds), from their spread within rows: a row's own or that of all rows pooled, the
 *   larger of the two. Pooled, three seeds of twenty rows say much about noise; a row that is noisier than the rest keeps its own;
 * - where each row has one process per run, from how differently the rows changed: `qn.ts` of the rows' log ratios, which rows
 *   that really changed do not spoil as long as they are the smaller part. At least five rows.
 * It is never less than what a figure's own interval within a process tells.
 *
 * What neither can show is how one sitting of a machine differs from the next. Therefore the null is not "no change" but "a change of
 * at most the least effect that counts" (`least`, as a logarithm): t = (|d| − least) / error.
 */
import { qn } from './qn.ts';
import { t95, twoSided } from './student.ts';
import { z95 } from './wilson.ts';

/** One process's figure, > 0. */
export interface ProcessValue {
  readonly value: number;
  /** 95 % interval within the process, where it is known. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface ProcessRow {
  /** One entry a process. */
  readonly old: readonly ProcessValue[];
  readonly new: readonly ProcessValue[];
}

export interface ProcessChange {
  /** Geometric mean of the new processes over that of the old, and its 95 % interval. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Where the noise was taken from. */
  readonly noise: 'seeds' | 'rows';
}

/** Fewer rows say too little about how rows differ. */
const LEAST_ROWS = 5;
const LEAST_DF = 2;
/** Degrees of freedom that a row's change is worth: fewer than Qₙ's efficiency of 0.82, since rows differ in their noise (see the test). */
const ROW_DF = 0.5;

/** In the order given; null where nothing is known of the noise. Each row has a value on both sides. */
export function processChanges(rows: readonly ProcessRow[], least: number): (ProcessChange | null)[] {
  const all = rows.map(logs);
  const df = sum(all.map((row) => row.df));
  const pooled = sum(all.map((row) => row.squares)) / df;
  if (df >= LEAST_DF)
    return all.map((row) => {
      const ofRow = row.df > 0 ? row.squares / row.df : 0;
      const spread = Math.max(ofRow, pooled) * (1 / row.counts[0] + 1 / row.counts[1]);
      return change(row, spread, ofRow > pooled ? row.df : df, least, 'seeds');
    });
  if (rows.length < LEAST_ROWS) return all.map(() => null);
  const spread = qn(all.map((row) => row.difference)) ** 2;
  return all.map((row) => change(row, spread, ROW_DF * (rows.length - 1), least, 'rows'));
}

function change(
  row: Logs,
  variance: number,
  df: number,
  least: number,
  noise: ProcessChange['noise'],
): ProcessChange {
  const error = Math.sqrt(Math.max(variance, row.within, 1e-18));
  const half = t95(df) * error;
  const beyond = Math.abs(row.difference) - least;
  return {
    ratio: Math.exp(row.difference),
    low: Math.exp(row.difference - half),
    high: Math.exp(row.difference + half),
    p: beyond <= 0 ? 1 : twoSided(beyond / error, df),
    noise,
  };
}

interface Logs {
  readonly counts: readonly [number, number];
  readonly difference: number;
  /** Squared distances of each side's processes from their mean, and their degrees of freedom. */
  readonly squares: number;
  readonly df: number;
  /** Variance of the difference that the intervals within the processes account for. */
  readonly within: number;
}

function logs(row: ProcessRow): Logs {
  const [a, b] = [side(row.old), side(row.new)];
  return {
    counts: [a.n, b.n],
    difference: b.mean - a.mean,
    squares: a.squares + b.squares,
    df: a.n - 1 + b.n - 1,
    within: a.within + b.within,
  };
}

function side(values: readonly ProcessValue[]) {
  const n = values.length;
  const ys = values.map(({ value }) => Math.log(value));
  const mean = sum(ys) / n;
  const within = values.map(({ low, high }) =>
    low === null || high === null || low <= 0 ? 0 : (Math.log(high / low) / (2 * z95)) ** 2,
  );
  return { n, mean, squares: sum(ys.map((y) => (y - mean) ** 2)), within: sum(within) / n ** 2 };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
