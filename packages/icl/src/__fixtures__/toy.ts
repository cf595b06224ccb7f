/** A task of two labels, a pool of forty items, and models that answer as a test wants. */
import type { ClassificationTask, Item, LanguageModel, PromptContext } from '@adaptbench/core';
import { characterTokenizer } from '@adaptbench/testing';
import icl from '../index.ts';

export const task: ClassificationTask = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [
    {
      name: 'text-label',
      form: 'cloze',
      write: (item) => `Text: ${item.fields['text']}\nLabel:`,
      verbalizer: { no: [' no'], yes: [' yes', ' yeah'] },
      separator: '\n\n',
    },
  ],
};
export const item = (id: number, text: string, answer = id % 3 === 0 ? 'yes' : 'no'): Item => ({
  id: `train:${id}`,
  fields: { text },
  answer,
});
export const pool = Array.from({ length: 40 }, (_, i) => item(i, `word${i} thing${i % 5}`));
export const asked = [item(100, 'word7 is asked'), item(101, 'thing3 and word8')];

const context = (more: Partial<PromptContext> = {}): PromptContext => ({
  task,
  template: 0,
  pool,
  seed: 0,
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  frame: (prompt) => prompt,
  ...more,
});
export const bind = (config: object, more: Partial<PromptContext> = {}) =>
  icl.prompt(icl.config.parse(config)).bind(context(more));
/** The texts of a prompt's exemplars and question. */
export const texts = (prompt: string): string[] => [...prompt.matchAll(/Text: (.*)\n/gu)].map((m) => m[1]!);

/** Answers `yes` with a probability that the last question gives, and keeps what it was asked. */
export const biased = (probability: (question: string) => number, read: string[] = []): LanguageModel => ({
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context: c }) => {
        read.push(c);
        const p = probability(texts(`${c}\n`).at(-1) ?? '');
        return { logProbs: [1 - p, p / 2, p / 2].map((each) => Math.log(each)), promptTokens: c.length };
      }),
    ),
  generate: () => Promise.reject(new Error('not asked')),
  embed: () => Promise.reject(new Error('not asked')),
});
export const predictions = async (config: object, more: Partial<PromptContext>, model: LanguageModel) =>
  (await bind(config, more).answer(asked, model)).map(({ prediction }) => prediction);
