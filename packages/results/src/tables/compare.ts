/**
 * Which methods can be told apart on a task: every two of the chosen configurations and the zero-shot baseline, on the same test
 * items, with Holm's adjustment over all these pairs. Pure.
 */
import { judged } from '../judged/metric.ts';
import { groupsOf, scoresOf } from '../judged/splits.ts';
import { LEVEL, type PairTested, everyTwo, testFamily } from '../stats/family.ts';
import { letters } from '../stats/groups.ts';
import { groupBy } from './group.ts';
import { type ConfigurationRow, tokensPerItem } from './rows.ts';

/** `first` has the better score on the compared items, if only by chance. */
export interface Pair extends PairTested<ConfigurationRow> {
  readonly apart: boolean;
}

/** On one task. */
export interface Comparison {
  /** By mean test score, the best first; those that were asked other items than most are left out. */
  readonly rows: readonly ConfigurationRow[];
  readonly pairs: readonly Pair[];
  /** By row; two rows share a letter exactly where they cannot be told apart, `a` is the best row’s. */
  readonly groups: ReadonlyMap<ConfigurationRow, string>;
}

/** Items by what they are for: to choose by, or to report. */
export type Split = 'validation' | 'test';

/** A comparison for each task on which two rows or more can be compared. */
export const compareRows = (rows: readonly ConfigurationRow[]): Comparison[] =>
  groupBy(rows, (row) => row.task).flatMap((ofTask) => compareTask(ofTask) ?? []);

function compareTask(rows: readonly ConfigurationRow[]): Comparison | null {
  const baseline = zeroShot(rows);
  return compareAll(rows.filter((row) => row.chosen || row === baseline));
}

/** Of rows of one task, all with all on one split; null where fewer than two were asked the same items. */
export function compareAll(ofTask: readonly ConfigurationRow[], split: Split = 'test'): Comparison | null {
  const asked = groupBy(
    ofTask.filter((row) => itemsOf(row, split) !== null),
    (row) => itemsOf(row, split) ?? '',
  ).toSorted((a, b) => b.length - a.length)[0];
  if (asked === undefined || asked.length < 2) return null;
  const rows = asked.toSorted((a, b) => (b[split]?.mean ?? 0) - (a[split]?.mean ?? 0));
  const tested = testFamily(everyTwo(rows), (row) => {
    const splits = row.done.map(({ accuracy }) => accuracy[split]);
    return { outcomes: scoresOf(splits) ?? [], groups: groupsOf(splits), spread: row.spread[split] };
  });
  const pairs = tested.pairs.map((pair): Pair => ({ ...pair, apart: pair.adjusted < LEVEL }));
  const apart = new Map(rows.map((row) => [row, new Set<ConfigurationRow>()]));
  for (const pair of pairs) if (pair.apart) apart.get(pair.first)?.add(pair.second);
  const names = letters(rows.length, (i, j) => apart.get(rows[i]!)?.has(rows[j]!) === true);
  return { rows, pairs, groups: new Map(rows.map((row, i) => [row, names[i] ?? ''])) };
}

/** The pair of a row and the best one of its task; null for the best itself and rows that are not compared. */
export const againstBest = (comparisons: readonly Comparison[], row: ConfigurationRow): Pair | null =>
  comparisons.flatMap(({ rows, pairs }) => pairs.filter((p) => p.first === rows[0] && p.second === row))[0] ??
  null;

/** The difference of `a` from `b` with its interval and adjusted p, whichever is the better; null where they are not compared. */
export function difference(
  pairs: readonly Pair[],
  a: ConfigurationRow,
  b: ConfigurationRow,
): Pick<Pair, 'difference' | 'low' | 'high' | 'p' | 'adjusted' | 'apart'> | null {
  const pair = pairs.find(
    (one) => (one.first === a && one.second === b) || (one.first === b && one.second === a),
  );
  if (!pair) return null;
  return pair.first === a
    ? pair
    : { ...pair, difference: -pair.difference, low: -pair.high, high: -pair.low };
}

/** Which items all seeds were asked, and by what they are judged; null where they differ or only counts are known. */
function itemsOf({ done }: ConfigurationRow, split: Split): string | null {
  const digests = new Set(
    done.map(({ accuracy }) => {
      const { scores, metric } = judged(accuracy[split]);
      return scores === null || scores.length === 0 ? null : `${accuracy[split].itemsDigest} ${metric.name}`;
    }),
  );
  return digests.size === 1 ? ([...digests][0] ?? null) : null;
}

/** What the model does untouched: nothing trained, no exemplars, and of several such the shortest prompt and answer. */
export function zeroShot(rows: readonly ConfigurationRow[]): ConfigurationRow | null {
  const plain = rows.filter(
    ({ done }) => done[0]?.spec.training === null && done[0].spec.config['shots'] === 0,
  );
  return plain.toSorted((a, b) => tokens(a) - tokens(b))[0] ?? null;
}

const tokens = (row: ConfigurationRow): number => tokensPerItem(row) ?? Infinity;
