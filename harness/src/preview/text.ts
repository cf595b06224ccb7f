/** Previews for people: prompts between rules, exactly as they are written. */
import { count } from '@adaptbench/results';
import type { TaskPreview, WrittenItem, WrittenPrompt } from './prompts.ts';

/** `items`: how many of each prompt's are shown, all that it has unless told. */
export const previewText = ({ prompts, skipped }: TaskPreview, items = Infinity): string =>
  [
    ...prompts.map((prompt) => promptText(prompt, items)),
    ...skipped.map(({ method, reason }) => `${method}: writes no prompt here: ${reason}\n`),
  ].join('\n');

function promptText(prompt: WrittenPrompt, items: number): string {
  const { methods, template, tokens, unfit, asked, contextLength, newTokens } = prompt;
  const fits =
    unfit === 0
      ? `all fit the context of ${contextLength}`
      : `${unfit} do not fit the context of ${contextLength} and count as wrong`;
  return [
    `${methods.join(', ')} (template ${template}): ${count(asked, 'test item')}, ${tokens.median} tokens in the median, ${tokens.most} in the longest (${tokens.longest}); ${fits}${newTokens === null ? '' : `; an answer may have ${newTokens}`}`,
    ...prompt.notes.map((note) => `  ${note}`),
    ...prompt.items.slice(0, items).flatMap(itemLines),
    '',
  ].join('\n');
}

/** Ways or stages of an item that are shown. */
const WAYS = 3;

/** The answer stands after the first text alone: what follows on the others is theirs. */
const itemLines = ({ id, texts, tokens, answer }: WrittenItem): string[] => [
  `--- ${id}, ${count(tokens, 'token')} ${'-'.repeat(40)}`,
  ...texts
    .slice(0, WAYS)
    .flatMap((text, i) =>
      i === 0 ? [`${text}⟦${answer}⟧`] : [`--- ${id}, also asked as ${'-'.repeat(32)}`, text],
    ),
  ...(texts.length > WAYS ? [`--- and in ${texts.length - WAYS} more ways`] : []),
];

/** Lines of a preview that a run's first screen holds. */
const LINES = 24;

/** The beginning of a preview, and where the whole stands. */
export function shortened(preview: string, file: string): string {
  const lines = preview.trimEnd().split('\n');
  if (lines.length <= LINES) return `${preview.trimEnd()}\n`;
  return `${lines.slice(0, LINES).join('\n')}\n… ${lines.length - LINES} more lines in ${file}\n`;
}
