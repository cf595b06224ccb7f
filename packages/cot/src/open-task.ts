/** A task as chain of thought sees it: questions that are answered in free text, with a worked solution where there is one. */
import {
  type GenerationTask,
  type GenerationTemplate,
  type Item,
  type Task,
  checkTemplate,
  goldAnswer,
} from '@adaptbench/core';
import type { CotConfig } from './config.ts';
import { labelReader } from './labels.ts';
import { phrasesOf } from './phrases.ts';

/** Fewer characters are no recognisable beginning of a question. */
const SHORTEST_OPENING = 3;

/** The task with one template; answers are written as the end of a solution. */
export function openTask(
  task: Task,
  template: number,
  config: Pick<CotConfig, 'rationale' | 'maxRationaleTokens' | 'maxAnswerTokens'>,
  pool: readonly Item[],
): GenerationTask {
  checkTemplate(task, template);
  const own = task.templates[template]!;
  const { space, conclusion } = phrasesOf(task.language);
  const opening = openingOf(own, pool);
  const open: GenerationTemplate = {
    name: own.name,
    form: 'open',
    separator: own.separator,
    write: (item) => own.write(item),
    ...(own.turns && { turns: (item: Item) => own.turns!(item) }),
    writeAnswer(item) {
      const answer = conclusion(goldAnswer(task, template, item).trim());
      return config.rationale && item.rationale
        ? `${space}${item.rationale.trim()}\n${answer}`
        : space + answer;
    },
  };
  const { name, version, language, source } = task;
  return {
    kind: 'generation',
    name,
    version,
    language,
    source,
    templates: [open],
    reader: task.kind === 'generation' ? task.reader : labelReader(task, task.templates[template]!),
    equal: task.kind === 'generation' ? (a, b) => task.equal(a, b) : (a, b) => a === b,
    answerForm: answerForm(task, template),
    maxNewTokens: config.rationale ? config.maxRationaleTokens : config.maxAnswerTokens,
    // A model that goes on with a next question has answered.
    stop: [
      ...(task.kind === 'generation' ? task.stop : []),
      ...(opening.length < SHORTEST_OPENING ? [] : [`\n${opening}`]),
    ],
  };
}

/** "arabic numerals", or a classification's words: "negative or positive". */
function answerForm(task: Task, template: number): string {
  if (task.kind === 'generation') return task.answerForm ?? '';
  const { verbalizer } = task.templates[template]!;
  return task.labels.map((label) => verbalizer[label]?.[0].trim() ?? label).join(phrasesOf(task.language).or);
}

/** The words with which a template begins every question, whichever items are in the pool; empty where that has none. */
function openingOf(template: Task['templates'][number], [item]: readonly Item[]): string {
  if (item === undefined) return '';
  const filled = (text: string): string => {
    const fields = Object.fromEntries(Object.keys(item.fields).map((name) => [name, text]));
    return template.write({ ...item, fields });
  };
  const [one, other] = [filled('A'), filled('B')];
  let n = 0;
  while (n < one.length && one[n] === other[n]) n++;
  return one.slice(0, n).trimEnd();
}
