/** Every combination of the axes' values, the last axis turning fastest. */
import { type Json, type JsonObject, canonicalJson } from '../trial/spec.ts';

export type Axes = { readonly [field: string]: readonly Json[] };

/** No axes give the one empty combination. Values that are equal as JSON count once; an axis without values gives nothing. */
export function grid(axes: Axes): JsonObject[] {
  let points: JsonObject[] = [{}];
  for (const [field, values] of Object.entries(axes)) {
    const distinct = distinctBy(values, canonicalJson);
    points = points.flatMap((point) => distinct.map((value) => Object.assign({}, point, { [field]: value })));
  }
  return points;
}

/** The first of those that have the same key. */
export function distinctBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}

/** One from each list in turn until all are empty: a run that is cut off has something of every list. */
export function roundRobin<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
