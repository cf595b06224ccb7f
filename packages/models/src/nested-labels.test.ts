/**
 * Labels of which one begins another, on a tiny model whose tokens are bytes. Before what ends an answer was scored too, p(1) was never
 * less than p(10). A model that had learnt the labels by heart was right for the shorter one alone: 50 % where 100 % was learnt.
 */
import {
  type Answer,
  type ClassificationTask,
  type Item,
  type Patch,
  type PromptContext,
  encodePair,
  noPatch,
  patchedModel,
  plainPrompt,
  train,
  trainSettings,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

const model = await fixtureModel('tiny-llama', architectureOf);
const engine = await createOrtEngine({ device: 'cpu', threads: 1 });
const full: Patch = { ...noPatch, unfreezes: () => true };

/** Each label's items show its own sign. */
const signs = ['+', '#', '?'];
function taskOf(labels: readonly string[], space: string): { task: ClassificationTask; items: Item[] } {
  const task: ClassificationTask = {
    kind: 'classification',
    name: 'signs',
    version: 1,
    language: 'en',
    source: 'made up',
    labels,
    templates: [
      {
        name: 'arrow',
        form: 'cloze',
        separator: '\n\n',
        write: (item) => `${item.fields['text']}>`,
        verbalizer: Object.fromEntries(labels.map((label) => [label, [space + label]])),
      },
    ],
  };
  const items = Array.from({ length: 24 }, (_, i): Item => {
    const k = i % labels.length;
    return { id: `train:${i}`, fields: { text: `${i} ${signs[k]!.repeat(3)}` }, answer: labels[k]! };
  });
  return { task, items };
}

/** Answers of the model after it has seen the items a few times. */
async function learnt(labels: readonly string[], space: string): Promise<Answer[]> {
  const { task, items } = taskOf(labels, space);
  const context: PromptContext = {
    task,
    template: 0,
    pool: items,
    seed: 0,
    tokenizer: model.tokenizer,
    contextLength: 128,
    frame: (text) => text,
  };
  const prompt = plainPrompt.bind(context);
  const { state } = await train({
    model,
    engine,
    patch: full,
    examples: prompt
      .trainingTexts(items)
      .map((text) => encodePair(model.tokenizer, text.context, text.completion, text.end)),
    settings: trainSettings.parse({ learningRate: 1e-2, epochs: 25, batchSize: 8, validations: 0 }),
    seed: 0,
  });
  const patched = patchedModel(model, engine, full, state);
  const answers = await prompt.answer(items, patched);
  await patched.dispose();
  return answers;
}

describe('labels that begin one another are learnt and told apart', () => {
  it.each([
    ['card', 'card payment'],
    ['1', '10'],
    ['neutral', 'neutral positive'],
    ['a', 'ab', 'abc'],
  ])('%s, %s', async (...labels) => {
    const answers = await learnt(labels, ' ');
    expect(answers.filter(({ correct }) => correct)).toHaveLength(answers.length);
  });

  it('好, 好评: without a space', async () => {
    const answers = await learnt(['好', '好评'], '');
    expect(answers.filter(({ correct }) => correct)).toHaveLength(answers.length);
  });
});
