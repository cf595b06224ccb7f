import {
  type ClassificationTask,
  type Item,
  type LanguageModel,
  type ScoreRequest,
  plainPrompt,
} from '@adaptbench/core';
import { characterTokenizer } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { inAll } from './in-all.ts';

const items = Array.from({ length: 4 }, (_, i): Item => ({
  id: `test:${i}`,
  fields: { text: `text ${i}` },
  answer: i % 2 === 0 ? 'positive' : 'negative',
}));
const template = (name: string, before = ''): ClassificationTask['templates'][number] => ({
  name,
  form: 'cloze',
  write: (item) => `${before}${item.fields['text']} ${name} was`,
  verbalizer: { negative: [' bad'], positive: [' good'] },
  separator: '\n\n',
});
const taskOf = (...templates: ClassificationTask['templates'][number][]): ClassificationTask => ({
  kind: 'classification',
  name: 'moods',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [template('it'), ...templates],
});
const promptsOf = (task: ClassificationTask) =>
  task.templates.map((_, index) =>
    plainPrompt.bind({
      task,
      template: index,
      pool: [],
      seed: 0,
      tokenizer: characterTokenizer,
      contextLength: 1000,
      frame: (prompt) => prompt,
    }),
  );
/** Says that even texts are good, and keeps what it was asked, call by call. */
function even(): { model: LanguageModel; calls: (readonly ScoreRequest[])[] } {
  const calls: (readonly ScoreRequest[])[] = [];
  const model: LanguageModel = {
    tokenizer: characterTokenizer,
    contextLength: 1000,
    embed: () => Promise.reject(new Error('not asked')),
    generate: () => Promise.reject(new Error('not asked')),
    score: (requests) => {
      calls.push(requests);
      return Promise.resolve(
        requests.map(({ context, continuations }) => ({
          logProbs: continuations.map((word) =>
            (word === ' good') === /text [02]/u.test(context) ? -1 : -2,
          ),
          promptTokens: context.length,
        })),
      );
    },
  };
  return { model, calls };
}

describe('labels in several templates', () => {
  it('are scored at once, each template with the answers that it has alone', async () => {
    const task = taskOf(template('all'), template('this'));
    const { model, calls } = even();
    const together = await inAll(promptsOf(task), items, task, model, items);
    expect(calls.map((requests) => requests.length)).toEqual([12]);
    expect(calls[0]!.every(({ alike }) => alike)).toBe(true);
    for (const [t, prompt] of promptsOf(task).entries())
      expect(together[t]).toEqual(await prompt.answer(items, even().model));
    expect(together.flat().every(({ correct }) => correct)).toBe(true);
  });
  it('go alone in a template that puts a long text before every item', async () => {
    const task = taskOf(template('all'), template('long', 'long '.repeat(20)));
    const { model, calls } = even();
    await inAll(promptsOf(task), items, task, model, items);
    expect(calls.map((requests) => requests.length)).toEqual([4, 8]);
    expect(calls[0]![0]).not.toHaveProperty('alike');
  });
  it('fail with the model’s error', async () => {
    const task = taskOf(template('all'));
    const model = { ...even().model, score: () => Promise.reject(new Error('no memory')) };
    await expect(inAll(promptsOf(task), items, task, model, items)).rejects.toThrow('no memory');
  });
});
