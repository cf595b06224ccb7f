import type { Item } from './task.ts';

/** Equal for items that ask the same: their fields without differences of case, white space and width (Unicode NFKC). */
export const itemKey = (item: Pick<Item, 'fields'>): string =>
  Object.entries(item.fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim())
    .join('\u0000');
