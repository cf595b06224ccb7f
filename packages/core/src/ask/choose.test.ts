/** What is chosen on validation: by the task's metric, whichever way it counts, with ties as documented. */
import { describe, expect, it } from 'vitest';
import { mergingTokenizer } from './__fixtures__/merging-tokenizer.ts';
import { type Candidate, chosenPrompt } from './choose.ts';
import { plainPrompt } from './plain-prompt.ts';
import { defineMetric } from '../contracts/metric.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { ClassificationTask, Item } from '../contracts/task.ts';

const write = (name: string): ClassificationTask['templates'][number] => ({
  name,
  form: 'cloze',
  write: (item) => `${name} ${item.fields['text']}:`,
  verbalizer: { a: [' a'], b: [' b'] },
  separator: '\n\n',
});
const task: ClassificationTask = {
  kind: 'classification',
  name: 'letters',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['a', 'b'],
  templates: [write('first'), write('second'), write('third')],
};
const item = (id: number): Item => ({
  id: `validation:${id}`,
  fields: { text: String(id) },
  answer: id % 2 ? 'a' : 'b',
});
const validation = Array.from({ length: 200 }, (_, i) => item(i));
const context: PromptContext = {
  task,
  template: 0,
  pool: [],
  validation,
  seed: 0,
  tokenizer: mergingTokenizer(null),
  contextLength: 100,
  frame: (text) => text,
};
/** p(right) by template, for the items before the one that a template fails from. */
const model = (right: Readonly<Record<string, readonly [p: number, until: number]>>): LanguageModel => ({
  tokenizer: context.tokenizer,
  contextLength: 100,
  score: (requests) =>
    Promise.resolve(
      requests.map(({ context: text }) => {
        const [, name = '', id = ''] = /^(\w+) (\d+):$/u.exec(text) ?? [];
        const [p, until] = right[name]!;
        const of = Number(id) < until ? p : 1 - p;
        const isA = Number(id) % 2 === 1;
        return { logProbs: [isA ? of : 1 - of, isA ? 1 - of : of].map((x) => Math.log(x)), promptTokens: 3 };
      }),
    ),
  generate: () => Promise.reject(new Error('not asked')),
  embed: () => Promise.reject(new Error('not asked')),
});
const chosen = async (asked: LanguageModel, more: Partial<PromptContext> = {}): Promise<string> => {
  const own = { ...context, ...more };
  const [first, ...others] = task.templates.map(({ name }, template): Candidate => ({
    name,
    prompt: plainPrompt.bind({ ...own, template }),
  }));
  const prompt = chosenPrompt([first!, ...others], own, 'a.choose');
  await prompt.ready!(asked);
  return prompt.write(item(7)).split(' ')[0]!;
};

describe('of several ways of asking', () => {
  it('the one stays that is right most often; of equals the surer one, of equally sure ones the first', async () => {
    expect(await chosen(model({ first: [0.9, 60], second: [0.6, 70], third: [0.9, 50] }))).toBe('second');
    expect(await chosen(model({ first: [0.6, 100], second: [0.6, 100], third: [0.9, 100] }))).toBe('third');
    expect(await chosen(model({ first: [0.6, 60], second: [0.6, 60], third: [0.6, 60] }))).toBe('first');
  });

  it('the task’s own metric decides, also where less is better', async () => {
    const errors = defineMetric({
      name: 'errors',
      title: 'errors',
      means: 'The share of wrong answers.',
      better: 'less',
      range: [0, 1],
      binary: true,
      grade(answers) {
        const items = answers.map(({ prediction, references }) => (prediction === references[0] ? 0 : 1));
        return { items, value: items.reduce((sum: number, x) => sum + x, 0) / items.length };
      },
    });
    const asked = model({ first: [0.9, 60], second: [0.6, 70], third: [0.9, 50] });
    expect(await chosen(asked, { task: { ...task, metrics: [errors] } })).toBe('second');
  });

  it('no more than 128 items judge', async () => {
    // Items from 128 on would turn the choice.
    expect(await chosen(model({ first: [0.9, 128], second: [0.9, 120], third: [0.9, 120] }))).toBe('first');
    await expect(chosen(model({}), { validation: [] })).rejects.toThrow(/no validation items to choose by/u);
  });
});
