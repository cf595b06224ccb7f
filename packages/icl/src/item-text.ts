/** What an item asks, as one text: its fields, or the turns of a conversation. */
import type { Item } from '@adaptbench/core';

export const textOf = ({ fields, turns }: Item): string =>
  (turns?.map(({ content }) => content) ?? Object.values(fields)).join('\n');
