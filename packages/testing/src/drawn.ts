/** What a method asks of a model where it says that it draws nothing: the same for every seed and every pool of exemplars. */
import {
  type AskingMethod,
  type ClassificationTemplate,
  type Item,
  type LanguageModel,
  type PromptingMethod,
  type Task,
  draws,
  tunes,
} from '@adaptbench/core';
import { expect, it } from 'vitest';
import { characterTokenizer } from './character-tokenizer.ts';

const template = (form: 'cloze' | 'choice'): ClassificationTemplate => ({
  name: form,
  form,
  separator: '\n\n',
  write: ({ fields }) => `Text: ${fields['text']}\n${form}:`,
  verbalizer: { no: [' no'], yes: [' yes'] },
});
const task: Task = {
  kind: 'classification',
  name: 'toy',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['no', 'yes'],
  templates: [template('cloze'), template('choice')],
};

const item = (text: string, i: number): Item => ({ id: `${text} ${i}`, fields: { text }, answer: 'yes' });
const asked = ['first', 'second'].map(item);
const pools = ['Tomorrow', 'x'].map((word) => Array.from({ length: 9 }, (_, i) => item(`${word} ${i}`, i)));

/** Of the defaults and every value of the sweep. Methods that train draw always. */
export function testDraws<C>(method: AskingMethod<C>): void {
  it('asks the same for every seed and pool where it says that it draws nothing', async () => {
    if (tunes(method)) return;
    const fields = Object.entries<readonly unknown[]>(method.space as Record<string, readonly unknown[]>);
    const points = fields.flatMap(([field, values]) => values.map((value) => ({ [field]: value })));
    const fixed = [{}, ...points]
      .map((point) => method.config.parse(point))
      .filter((config) => !draws(method, config));
    for (const config of fixed)
      expect(await requests(method, config, 1)).toEqual(await requests(method, config, 0));
  });
}

/** All that reaches the model with one of two seeds and pools. */
async function requests<C>(method: PromptingMethod<C>, config: C, seed: 0 | 1): Promise<unknown[]> {
  const all: unknown[] = [];
  const model: LanguageModel = {
    tokenizer: characterTokenizer,
    contextLength: 10_000,
    score: async (some) => {
      all.push(...some);
      return some.map(({ continuations, context }) => ({
        logProbs: continuations.map((text) => -text.length),
        promptTokens: context.length,
      }));
    },
    generate: async (some) => {
      all.push(...some);
      return some.map(({ context }) => ({
        text: ' yes',
        tokens: characterTokenizer.encode(' yes'),
        promptTokens: context.length,
        finish: 'eos',
      }));
    },
    embed: async (some) => {
      all.push(...some);
      return some.map(({ text }) => Float32Array.of(1, text.length));
    },
  };
  const { tokenizer, contextLength } = model;
  const shared = { task, template: 0, validation: asked, tokenizer, contextLength };
  const context = { ...shared, pool: pools[seed]!, seed };
  await method
    .prompt(config)
    .bind({ ...context, frame: (text) => text })
    .answer(asked, model);
  return all;
}
