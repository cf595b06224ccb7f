/** Where a model that goes on after its answer begins a next item, as exemplars taught it: there it has answered. */
import type { GenerationTemplate } from '@adaptbench/core';

/** Stands for a column's text. */
const MARK = '\u0000';

/**
 * The separator and first words of each template, for templates that begin with words of their own. Those that stand within the data's
 * answers are left out, which would be cut there.
 * @param fields names of an item's
 */
export function nextItem(
  templates: readonly GenerationTemplate[],
  fields: readonly string[],
  answers: readonly string[],
): string[] {
  const item = { id: '', answer: '', fields: Object.fromEntries(fields.map((field) => [field, MARK])) };
  const beginnings = templates.map((template) => {
    const { separator } = template;
    const [words = ''] = template.write(item).split(MARK);
    return words.trim() === '' ? separator : (separator + words).trimEnd();
  });
  return [...new Set(beginnings)].filter(
    (words) => words.trim() !== '' && !answers.some((answer) => answer.includes(words)),
  );
}
