/** A task with labels, one with free answers, and the context that a baseline has where no model is there. */
import type { ClassificationTask, FitContext, GenerationTask, Item, Task } from '@adaptbench/core';

const common = { version: 1, language: 'en', source: 'made up' } as const;

export const labelTask: ClassificationTask = {
  ...common,
  kind: 'classification',
  name: 'toy',
  labels: ['bad', 'good', 'odd'],
  templates: [
    {
      name: 'plain',
      form: 'cloze',
      separator: '\n\n',
      write: ({ fields }) => `${fields['text']}\nLabel:`,
      verbalizer: { bad: [' bad'], good: [' good'], odd: [' odd'] },
    },
  ],
};

export const textTask: GenerationTask = {
  ...common,
  kind: 'generation',
  name: 'questions',
  templates: [
    {
      name: 'plain',
      form: 'open',
      separator: '\n\n',
      write: ({ fields }) => `${fields['text']}\nAnswer:`,
      writeAnswer: ({ answer }) => ` The answer is ${answer}.`,
    },
  ],
  reader: {
    strict: (text) => /The answer is (.*)\.$/u.exec(text)?.[1] ?? null,
    lenient: (text) => text.trim(),
  },
  equal: (answer, gold) => answer.toLowerCase() === gold.toLowerCase(),
  maxNewTokens: 8,
  stop: ['\n'],
};

export const contextOf = (task: Task): FitContext => ({
  task,
  template: 0,
  seed: 0,
  model: () => Promise.reject(new Error('internal: this baseline asked for the model')),
});

/** Items `0`, `1` … with these texts and answers. */
export const itemsOf = (...pairs: readonly (readonly [text: string, answer: string])[]): Item[] =>
  pairs.map(([text, answer], i) => ({ id: `${i}`, fields: { text }, answer }));
