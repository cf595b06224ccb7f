/** Every combination of the axes' values, the last axis turning fastest. */
import { ConfigError } from '@adaptbench/core';
import { type Json, type JsonObject, canonicalJson } from '@adaptbench/results';

export type Axes = { readonly [field: string]: readonly Json[] };

/** Combinations of one grid, and trials of a run: far beyond what could be run, and what fits into memory. */
const MOST_TRIALS = 100_000;

/** Throws ConfigError where `n` of `what` are more than a run can hold. */
export function checkSize(n: number, what: string): void {
  if (n > MOST_TRIALS)
    throw new ConfigError(
      `${n.toLocaleString('en-US')} ${what}: expected at most ${MOST_TRIALS.toLocaleString('en-US')} in a run. Try fewer values or seeds.`,
    );
}

/** No axes give the one empty combination. Values that are equal as JSON count once; an axis without values gives nothing. Throws ConfigError for more than `MOST_TRIALS`. */
export function grid(axes: Axes): JsonObject[] {
  const all = Object.entries(axes).map(
    ([field, values]) => [field, distinctBy(values, canonicalJson)] as const,
  );
  checkSize(
    all.reduce((n, [, values]) => n * values.length, 1),
    'combinations of values',
  );
  let points: JsonObject[] = [{}];
  for (const [field, distinct] of all) {
    points = points.flatMap((point) => distinct.map((value) => Object.assign({}, point, { [field]: value })));
  }
  return points;
}

/** The first of those that have the same key. */
export function distinctBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const name = key(item);
    return !seen.has(name) && seen.add(name);
  });
}

/** One from each list in turn until all are empty: a run that is cut off has something of every list. */
export function roundRobin<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
