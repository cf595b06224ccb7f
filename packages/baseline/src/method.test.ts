import {
  ConfigError,
  type Item,
  type LanguageModel,
  LoadError,
  noPatch,
  patchedModel,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testFitted } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { contextOf, itemsOf, labelTask, textTask } from './__fixtures__/tasks.ts';
import { majority, nearest, probe, tfidf } from './index.ts';

const train = itemsOf(
  ['a fine film', 'good'],
  ['a dull film', 'bad'],
  ['fine music, fine actors', 'good'],
  ['dull, and long', 'bad'],
  ['a fine ending', 'good'],
);
const asked = itemsOf(['what a fine song', 'good'], ['the dull one', 'bad']);

testFitted(majority, { task: labelTask, train, asked, parameters: 0 });
testFitted(nearest, { task: labelTask, train, asked, parameters: 0 });
// Eight words, eight pairs, and the intercept.
testFitted(tfidf, { task: labelTask, train, asked, parameters: 17 });

const model = async (): Promise<LanguageModel> =>
  patchedModel(await fixtureModel('tiny-llama', architectureOf), referenceEngine, noPatch, new Map());
testFitted(nearest, {
  task: labelTask,
  train,
  asked,
  config: { by: 'embedding' },
  parameters: 0,
  model,
});
const WIDTH = 32;
testFitted(probe, { task: labelTask, train, asked, parameters: WIDTH + 1, model });
testFitted(probe, {
  task: labelTask,
  train,
  asked,
  config: { pool: 'mean', text: 'item', C: 1 },
  parameters: WIDTH + 1,
  model,
});

describe('what asks the model', () => {
  it('finds a training item again by its states', async () => {
    const config = nearest.config.parse({ by: 'embedding' });
    const context = { ...contextOf(labelTask), model };
    const { files } = await nearest.fit(config, { train, validation: [] }, context);
    const answers = await nearest.open(config, files, context).answer(train);
    expect(answers.map(({ prediction }) => prediction)).toEqual(train.map(({ answer }) => answer));
  });

  it('leaves items without an answer, or out, that exceed the context', async () => {
    const long = itemsOf(['word '.repeat(200), 'good']);
    const context = { ...contextOf(labelTask), model };
    const config = probe.config.parse({});
    await expect(probe.fit(config, { train: long, validation: [] }, context)).rejects.toThrow(
      'fits the model',
    );
    const { files } = await probe.fit(config, { train, validation: long }, context);
    const [answer] = await probe.open(config, files, context).answer(long);
    expect(answer).toMatchObject({ prediction: null, correct: false });
  });
});

describe('majority', () => {
  it('gives every item the commonest label, with the shares of all as probabilities', async () => {
    const { files, notes } = await majority.fit({}, { train, validation: [] }, contextOf(labelTask));
    const answers = await majority.open({}, files, contextOf(labelTask)).answer(asked);
    expect(answers.map((a) => [a.prediction, a.correct])).toEqual([
      ['good', true],
      ['good', false],
    ]);
    expect(Math.exp(answers[0]!.scores!['good']!)).toBeCloseTo(0.6, 12);
    expect(notes).toEqual(['the commonest answer is that of 3 of 5 training items (60.0 %)']);
  });

  it('writes the commonest answer as the template does, and reads it back', async () => {
    const pool = itemsOf(['when?', 'Monday'], ['where?', 'here'], ['and when?', 'Monday']);
    const { files } = await majority.fit({}, { train: pool, validation: [] }, contextOf(textTask));
    const [answer] = await majority
      .open({}, files, contextOf(textTask))
      .answer(itemsOf(['since when?', 'monday']));
    expect(answer).toMatchObject({
      output: ' The answer is Monday.',
      prediction: 'Monday',
      correct: true,
      lenient: { correct: false },
    });
  });
});

describe('nearest', () => {
  const answered = async (neighbours: number, items: readonly Item[], pool = train) => {
    const config = nearest.config.parse({ neighbours });
    const { files } = await nearest.fit(config, { train: pool, validation: [] }, contextOf(labelTask));
    return nearest.open(config, files, contextOf(labelTask)).answer(items);
  };

  it('gives the label of the item with the most telling words in common', async () => {
    expect((await answered(1, asked)).map(({ prediction }) => prediction)).toEqual(['good', 'bad']);
  });

  it('lets several vote, and says how many agree', async () => {
    const [answer] = await answered(3, itemsOf(['a film', 'good']));
    expect(answer).toMatchObject({ prediction: 'good' });
    expect(answer!.measures!['agreement']).toBeCloseTo(2 / 3, 12);
  });

  it('answers with the first item where no word is shared', async () => {
    const [answer] = await answered(1, itemsOf(['zzz', 'good']));
    expect(answer).toMatchObject({ prediction: 'good', correct: true });
  });
});

describe('tfidf', () => {
  it('chooses C by the task’s metric on validation, and says so', async () => {
    const { notes } = await tfidf.fit(
      tfidf.config.parse({}),
      { train, validation: asked },
      contextOf(labelTask),
    );
    expect(notes).toEqual([
      '16 terms',
      expect.stringMatching(/^C is (0\.1|1|10|100), chosen on 2 validation items$/u),
      '1 of 3 labels have no training item and are never answered',
    ]);
  });

  it('refuses a task without labels, and texts without terms', async () => {
    const config = tfidf.config.parse({});
    const items = { train: itemsOf(['?', 'good']), validation: [] };
    expect(() => tfidf.fit(config, items, contextOf(textTask))).toThrow(ConfigError);
    expect(() => tfidf.fit(config, items, contextOf(labelTask))).toThrow('no term is left');
  });

  it('refuses an artefact that is another’s, or damaged', async () => {
    const config = tfidf.config.parse({});
    const { files } = await tfidf.fit(config, { train, validation: [] }, contextOf(labelTask));
    const open = (changed: ReadonlyMap<string, Uint8Array>) => () =>
      tfidf.open(config, changed, contextOf(labelTask));
    expect(open(new Map())).toThrow(LoadError);
    const [json] = files.keys();
    expect(open(new Map([...files, [json!, new TextEncoder().encode('{')]]))).toThrow(LoadError);
    expect(open(new Map([...files, [json!, new TextEncoder().encode('{"labels":["a"]}')]]))).toThrow(
      LoadError,
    );
  });
});
