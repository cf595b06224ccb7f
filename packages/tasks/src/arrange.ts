/**
 * Items in a seeded order of which every beginning is a fair sample; from it, splits and samples are cut, so that smaller samples are
 * subsets of larger ones.
 */
import { type Item, random, smallest } from '@adaptbench/core';
import { groupBy } from './group-by.ts';

export type Sampling = 'natural' | 'balanced';

/**
 * `natural`: every beginning holds each class in its proportion, to within one item. `balanced`: every beginning holds as many of
 * each class, to within one; items that are left over when the smallest class has run out are not given.
 * @param classOf the label; the same for all where there are no classes
 */
export function arrange<T>(
  items: readonly T[],
  classOf: (item: T) => string,
  sampling: Sampling,
  seed: number,
  stream: string,
): T[] {
  const classes = [...groupBy(items, classOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const least = smallest(classes.map(([, members]) => members.length));
  const placed = classes.flatMap(([name, members]) => {
    const r = random(seed, stream, name);
    const offset = r.uniform();
    const shuffled = r.shuffle(members);
    const kept = sampling === 'balanced' ? shuffled.slice(0, least) : shuffled;
    // The j-th of n members stands at (j + offset) / n of the order; with equal n, classes take turns.
    return kept.map((item, j) => ({ item, at: (j + offset) / kept.length }));
  });
  return placed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}

/** The label of a classification's item; one class for all others. */
export const classOf =
  (kind: 'classification' | 'generation') =>
  (item: Item): string =>
    kind === 'classification' ? item.answer : '';
