/**
 * Which methods can be told apart on a task: every two of the chosen configurations and the zero-shot baseline, on the same test
 * items, with Holm's adjustment over all these pairs. Pure.
 */
import { LEVEL, type PairTested, everyTwo, testFamily } from '../stats/family.ts';
import { letters } from '../stats/groups.ts';
import { groupBy } from './group.ts';
import { type Row, mean } from './rows.ts';

/** `first` is the more accurate on the test items, if only by chance. */
export interface Pair extends PairTested<Row> {
  readonly apart: boolean;
}

/** On one task. */
export interface Comparison {
  /** By mean test accuracy, the best first; those that were asked other items than most are left out. */
  readonly rows: readonly Row[];
  readonly pairs: readonly Pair[];
  /** By row; two rows share a letter exactly where they cannot be told apart, `a` is the best row’s. */
  readonly groups: ReadonlyMap<Row, string>;
}

/** A comparison for each task on which two rows or more can be compared. */
export const compareRows = (rows: readonly Row[]): Comparison[] =>
  groupBy(rows, (row) => row.task).flatMap((own) => compareTask(own) ?? []);

function compareTask(own: readonly Row[]): Comparison | null {
  const baseline = zeroShot(own);
  return compareAll(own.filter((row) => row.chosen || row === baseline));
}

/** Of rows of one task, all with all; null where fewer than two were asked the same items. */
export function compareAll(own: readonly Row[]): Comparison | null {
  const asked = groupBy(
    own.filter((row) => itemsOf(row) !== null),
    (row) => itemsOf(row) ?? '',
  ).toSorted((a, b) => b.length - a.length)[0];
  if (asked === undefined || asked.length < 2) return null;
  const rows = asked.toSorted((a, b) => (b.test?.mean ?? 0) - (a.test?.mean ?? 0));
  const pairs = testFamily(everyTwo(rows), outcomesOf).pairs.map((pair): Pair => ({
    ...pair,
    apart: pair.adjusted < LEVEL,
  }));
  const apart = new Map(rows.map((row) => [row, new Set<Row>()]));
  for (const pair of pairs) if (pair.apart) apart.get(pair.first)?.add(pair.second);
  const names = letters(rows.length, (i, j) => apart.get(rows[i]!)?.has(rows[j]!) === true);
  return { rows, pairs, groups: new Map(rows.map((row, i) => [row, names[i] ?? ''])) };
}

/** The pair of a row and the best one of its task; null for the best itself and rows that are not compared. */
export const againstBest = (comparisons: readonly Comparison[], row: Row): Pair | null =>
  comparisons.flatMap(({ rows, pairs }) => pairs.filter((p) => p.first === rows[0] && p.second === row))[0] ??
  null;

/** The difference of `a` from `b` with its interval and adjusted p, whichever is the more accurate; null where they are not compared. */
export function difference(
  pairs: readonly Pair[],
  a: Row,
  b: Row,
): Pick<Pair, 'difference' | 'low' | 'high' | 'p' | 'adjusted' | 'apart'> | null {
  const pair = pairs.find(
    (one) => (one.first === a && one.second === b) || (one.first === b && one.second === a),
  );
  if (!pair) return null;
  return pair.first === a
    ? pair
    : { ...pair, difference: -pair.difference, low: -pair.high, high: -pair.low };
}

/** Which items all seeds were asked; null where they differ or only counts are known. */
function itemsOf({ done }: Row): string | null {
  const digests = new Set(done.map(({ accuracy: { test } }) => (test.outcomes ? test.itemsDigest : null)));
  return digests.size === 1 ? ([...digests][0] ?? null) : null;
}

const outcomesOf = (row: Row): string[] => row.done.flatMap(({ accuracy }) => accuracy.test.outcomes ?? []);

/** What the model does untouched: nothing trained, no exemplars, and of several such the shortest prompt and answer. */
export function zeroShot(rows: readonly Row[]): Row | null {
  const plain = rows.filter(
    ({ done }) => done[0]?.spec.training === null && done[0].spec.config['shots'] === 0,
  );
  return plain.toSorted((a, b) => tokens(a) - tokens(b))[0] ?? null;
}

const tokens = ({ done }: Row): number =>
  mean(done.flatMap(({ latency: l }) => (l === null ? [] : [l.promptTokens + l.generatedTokens]))) ??
  Infinity;
