/** Sums with worked solutions, and a model that says what a test wants. */
import type { GenerateRequest, GenerationTask, Item, LanguageModel, PromptContext } from '@adaptbench/core';
import { characterTokenizer } from '@adaptbench/testing';
import cot from '../index.ts';

/** Says what `reply` gives, cut at the first stop and at the most tokens. */
export const speaker = (
  reply: (request: GenerateRequest) => string,
  asked: GenerateRequest[] = [],
): LanguageModel => ({
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  score: () => Promise.reject(new Error('not asked')),
  embed: () => Promise.reject(new Error('not asked')),
  generate: (requests) =>
    Promise.resolve(
      requests.map((request) => {
        asked.push(request);
        const whole = reply(request);
        const stopped = request.stop.reduce((text, stop) => text.split(stop)[0]!, whole);
        const text = stopped.slice(0, request.maxNewTokens);
        return {
          text,
          tokens: characterTokenizer.encode(text),
          promptTokens: request.context.length,
          finish: text.length < stopped.length ? 'length' : text.length < whole.length ? 'stop' : 'eos',
        };
      }),
    ),
});

const lastNumber = (text: string): string | null => /(\d+)\D*$/u.exec(text)?.[1] ?? null;
export const sums: GenerationTask = {
  kind: 'generation',
  name: 'sums',
  version: 1,
  language: 'en',
  source: 'made up',
  templates: [
    {
      name: 'q',
      form: 'open',
      write: (item) => `Q: ${item.fields['question']}\nA:`,
      writeAnswer: (item) => ` ${item.answer}`,
      separator: '\n\n',
    },
  ],
  answerForm: 'arabic numerals',
  reader: {
    strict: (text) => /.*answer is (\d+)/su.exec(text)?.[1] ?? null,
    lenient: lastNumber,
  },
  equal: (a, b) => Number(a) === Number(b),
  maxNewTokens: 50,
  stop: ['\nQ:'],
};
export const sum = (id: number, more: Partial<Item> = {}): Item => ({
  id: `train:${id}`,
  fields: { question: `${id} + 1?` },
  answer: String(id + 1),
  rationale: `${id} + 1 = ${id + 1}.`,
  ...more,
});
export const pool = Array.from({ length: 12 }, (_, i) => sum(i));
export const asked = [sum(40), sum(50)];

const context = (more: Partial<PromptContext> = {}): PromptContext => ({
  task: sums,
  template: 0,
  pool,
  seed: 0,
  tokenizer: characterTokenizer,
  contextLength: 100_000,
  frame: (prompt) => prompt,
  ...more,
});
export const bind = (config: object, more: Partial<PromptContext> = {}) =>
  cot.prompt(cot.config.parse(config)).bind(context(more));
export const questions = (prompt: string): string[] => [...prompt.matchAll(/Q: (.*)\n/gu)].map((m) => m[1]!);
