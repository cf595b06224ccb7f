/** What a task's template says: the words of a label, and an answer as it follows a prompt. */
import { ConfigError } from '../basics/errors.ts';
import type { ClassificationTemplate, Item, Task } from '../contracts/task.ts';

/** The gold answer as the template writes it after its prompt: the label's first word, or the written answer. */
export function goldAnswer(task: Task, template: number, item: Item): string {
  checkTemplate(task, template);
  if (task.kind === 'generation') return task.templates[template]!.writeAnswer(item);
  return wordsOf(task.templates[template]!, item.answer)[0];
}

/** By label, the first word that stands for it; none where the task has no labels. */
export function labelWords(task: Task, template: number): string[] {
  checkTemplate(task, template);
  if (task.kind === 'generation') return [];
  return task.labels.map((label) => wordsOf(task.templates[template]!, label)[0]);
}

/** Throws ConfigError when the task has no such template. */
export function checkTemplate(task: Task, template: number): void {
  if (task.templates[template] === undefined)
    throw new ConfigError(
      `template: is ${template}: expected 0..${task.templates.length - 1}, the templates of ${task.name} (${task.templates.map((t, i) => `${i} ${t.name}`).join(', ')}).`,
    );
}

/** The words that stand for a label in a template. @throws ConfigError where there are none */
export function wordsOf(template: ClassificationTemplate, label: string): readonly [string, ...string[]] {
  const words = template.verbalizer[label];
  if (!words)
    throw new ConfigError(
      `template ${template.name} has no word for the label "${label}". It has words for ${Object.keys(template.verbalizer).join(', ')}.`,
    );
  return words;
}

/**
 * An answer as it goes on after `context`: where the context ends in white space (a chat template's line break), the answer's own
 * leading spaces are left out.
 */
export const continuation = (context: string, answer: string): string =>
  /\s$/u.test(context) ? answer.trimStart() : answer;
