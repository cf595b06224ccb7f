/**
 * Time to ask an item in several templates and count the votes, and to write the training texts of a mixture. The model answers at once,
 * without a tokenizer. Run: `node --import tsx packages/instruction/bench/prompts.bench.ts`.
 */
import type { ClassificationTask, Item, LanguageModel } from '@adaptbench/core';
import { type MicroCase, microbench } from '@adaptbench/testing';
import instruction from '../src/index.ts';

const TEMPLATES = 20;
const ITEMS = 1000;
const template = (i: number): ClassificationTask['templates'][number] => ({
  name: `template-${i}`,
  form: i % 2 === 0 ? 'cloze' : 'choice',
  write: (item) => `Read this review, in way ${i}: ${item.fields['text']}\nSentiment:`,
  verbalizer: { negative: [' negative'], positive: [' positive'] },
  separator: '\n\n',
});
const task: ClassificationTask = {
  kind: 'classification',
  name: 'bench',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [template(0), ...Array.from({ length: TEMPLATES - 1 }, (_, i) => template(i + 1))],
};
const items = Array.from({ length: ITEMS }, (_, i): Item => ({
  id: `train:${i}`,
  fields: {
    text: `some twenty words of a review that nobody wrote, number ${i}, on a film that was never made at all`,
  },
  answer: i % 2 === 0 ? 'negative' : 'positive',
}));
const context = {
  task,
  template: 0,
  pool: items,
  seed: 0,
  tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
  contextLength: 1_000_000,
  frame: (prompt: string) => prompt,
};

/** Answers without reading: what is timed is everything around the model. */
const atOnce: LanguageModel = {
  tokenizer: context.tokenizer,
  contextLength: context.contextLength,
  score: async (requests) =>
    requests.map(({ continuations }) => ({ logProbs: continuations.map((_, i) => -i), promptTokens: 1 })),
  generate: async () => [],
  embed: async () => [],
};
const each = { unit: 'µs', pieces: ITEMS } as const;
const cases: MicroCase[] = [];
for (const templates of [1, 5, TEMPLATES]) {
  const [first, ...others] = task.templates;
  const few = { ...task, templates: [first, ...others.slice(0, templates - 1)] as const };
  const asking = instruction.prompt(instruction.config.parse({}));
  const prompt = asking.bind({ ...context, task: few });
  cases.push({
    ...each,
    name: 'item written and judged',
    variant: 'every template',
    parameter: ['templates', templates],
    async run() {
      await prompt.answer(items, atOnce);
    },
  });
}
for (const perItem of [1, 4, TEMPLATES]) {
  const prompt = instruction.prompt(instruction.config.parse({ perItem })).bind(context);
  cases.push({
    ...each,
    name: 'training texts of an item',
    variant: `mixture of ${TEMPLATES} templates`,
    parameter: ['templates an item', perItem],
    run() {
      prompt.trainingTexts(items);
    },
  });
}
await microbench('instruction', cases);
