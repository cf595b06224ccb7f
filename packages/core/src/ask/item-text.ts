import type { Item } from '../contracts/task.ts';

/** What an item asks, as one text: its fields, a line each, or the turns of a conversation. */
export const itemText = ({ fields, turns }: Item): string =>
  (turns?.map(({ content }) => content) ?? Object.values(fields)).join('\n');
