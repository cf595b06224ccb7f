/** Rows that ask the same and differ in the answer: one item with several right answers. */
import { type Item, referencesOf, itemKey } from '@adaptbench/core';
import { groupBy } from './group-by.ts';

/** Items in the order of the first row of each; its answers are those of all its rows in the order of the file, each once. */
export function joinReferences(items: readonly Item[]): Item[] {
  return [...groupBy(items, itemKey).values()].map(([first, ...others]) => {
    const [answer, ...more] = [...new Set([first!, ...others].flatMap((item) => [...referencesOf(item)]))];
    const { answers: _, ...item } = first!;
    return more.length === 0 ? item : { ...item, answers: [answer!, ...more] };
  });
}

/** `547 items of 4672 rows, with 1 to 43 right answers each`; nothing where each row is an item of its own. */
export function referencesNote(before: readonly Item[], after: readonly Item[], split: string): string[] {
  const most = after.reduce((n, item) => Math.max(n, referencesOf(item).length), 0);
  if (before.length === after.length && most <= 1) return [];
  const least = after.reduce((n, item) => Math.min(n, referencesOf(item).length), most);
  const where = split === 'all' ? '' : `${split}: `;
  const counts = least === most ? String(most) : `${least} to ${most}`;
  return [
    `${where}${before.length} rows are ${after.length} items with ${counts} right answer${most === 1 ? '' : 's'} each; the first in the file is trained on`,
  ];
}
