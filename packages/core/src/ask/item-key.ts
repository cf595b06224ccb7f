import type { Item } from '../contracts/task.ts';

/** Texts that more than their case may have to be made equal: beyond printable ASCII, or with blanks in a row. */
const UNEVEN = /[^ -~]| {2}/;

/** Without differences of case, white space and width. Most texts are even, and take a third of the time so. */
const evened = (text: string): string =>
  (UNEVEN.test(text)
    ? text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ')
    : text.toLowerCase()
  ).trim();

/** Equal for items that ask the same: their fields without differences of case, white space and width (Unicode NFKC). */
export const itemKey = (item: Pick<Item, 'fields'>): string =>
  Object.entries(item.fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => evened(value))
    .join('\u0000');

/** The first n of `order` that do not ask the same as `item`: an item is never its own exemplar. */
export function firstOthers(order: readonly Item[], item: Item, n: number): Item[] {
  const key = itemKey(item);
  const out: Item[] = [];
  for (const other of order) {
    if (out.length === n) break;
    if (other.id !== item.id && itemKey(other) !== key) out.push(other);
  }
  return out;
}
