/**
 * Items that belong together (a customer's, a document's): a split has all of a group or none. Then what a model has learnt of a group in
 * training cannot help it in the test.
 */
import type { Item, Splits } from '@adaptbench/core';
import { groupBy } from './group-by.ts';

/** Whether the user said what belongs together. */
export const areGrouped = (items: readonly Item[]): boolean => items.some(({ group }) => group !== undefined);

/** Its group, or the item alone where it has none. */
const groupOf = ({ id, group }: Item): string => (group === undefined ? `item ${id}` : `group ${group}`);

/** Groups in the order of their first items. */
export const groupsOf = (items: readonly Item[]): Item[][] => [...groupBy(items, groupOf).values()];

/** The items whose groups are in none of `others`. */
export function apartByGroup(items: readonly Item[], others: readonly Item[]): readonly Item[] {
  const taken = new Set(others.filter(({ group }) => group !== undefined).map(groupOf));
  return taken.size === 0 ? items : items.filter((item) => !taken.has(groupOf(item)));
}

/** Groups in their order as long as no more than `size` items come together, and the rest; a group that is too large is passed over. */
export function takeGroups(groups: readonly Item[][], size: number): { taken: Item[][]; rest: Item[][] } {
  const taken: Item[][] = [];
  const rest: Item[][] = [];
  let items = 0;
  for (const group of groups) {
    const fits = items + group.length <= size;
    (fits ? taken : rest).push(group);
    if (fits) items += group.length;
  }
  return { taken, rest };
}

/** How many groups each split has, which are all different ones. */
export function groupNote(splits: Splits, column: string): string {
  const counts = (['train', 'validation', 'test'] as const).map((name) => groupsOf(splits[name]).length);
  return `groups by column "${column}" (train + validation + test): ${counts.join(' + ')}, none of which is in two splits`;
}
