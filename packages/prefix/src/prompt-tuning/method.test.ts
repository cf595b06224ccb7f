/** Prompt tuning: the contract, and what its embeddings begin as. */
import ort from '@adaptbench/engine-ort';
import {
  type Architecture,
  ConfigError,
  type Tensors,
  VIRTUAL_IDS,
  encodePair,
  encodeText,
  startingState,
  applyMethod,
} from '@adaptbench/core';
import { floats, referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testMethod } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { task } from '../../testing/golden.ts';
import promptTuning from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

const formula = (n: number) => (a: Architecture) => n * a.shape.d;
const changes = 'virtual tokens are attended to, whatever they hold';
testMethod(promptTuning, architectureOf, engine, [
  {
    model: 'tiny-llama',
    config: { length: 6 },
    parameters: formula(6),
    fresh: { changes },
    learningRate: 0.1,
  },
  {
    model: 'tiny-gpt2',
    config: { length: 4, init: 'labels' },
    parameters: formula(4),
    fresh: { changes },
    learningRate: 0.3,
  },
  {
    model: 'tiny-gpt2',
    config: { length: 5, init: 'uniform' },
    parameters: formula(5),
    fresh: { changes },
    learningRate: 0.3,
  },
]);

describe('embeddings begin', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const D = model.architecture.shape.d;
  const table = floats(model.frozen('model.embed_tokens.weight'));
  const row = (id: number): number[] => Array.from(table.subarray(id * D, (id + 1) * D));
  const begin = async (config: object, labelWords?: readonly string[]): Promise<number[][]> => {
    const patch = promptTuning.patch(promptTuning.config.parse(config), model);
    const start = { model, engine: referenceEngine, patch, seed: 1 };
    const state: Tensors = await startingState(labelWords ? { ...start, labelWords } : start);
    const { data, shape } = state.get('prompt_embeddings')!;
    return Array.from({ length: shape[0]! }, (_, j) => Array.from(data.subarray(j * D, (j + 1) * D)));
  };

  it('as those of a text, repeated or cut to the length', async () => {
    expect(await begin({ length: 5, init: 'text', text: 'so' })).toEqual(
      [...Buffer.from('sosos')].map((id) => row(id)),
    );
    expect(await begin({ length: 2, init: 'text', text: 'wherefore' })).toEqual([row(119), row(104)]);
  });

  it('as those of tokens from the vocabulary', async () => {
    const rows = await begin({ length: 6, init: 'vocabulary' });
    const known = new Set(Array.from({ length: model.tokenizer.vocabularySize }, (_, id) => String(row(id))));
    expect(rows.filter((r) => !known.has(String(r)))).toEqual([]);
    expect(new Set(rows.map(String)).size).toBeGreaterThan(3);
  });

  it('as the mean of each label’s tokens, and then as the vocabulary’s', async () => {
    const rows = await begin({ length: 3, init: 'labels' }, ['no', 'y']);
    const [n, o] = [row(110), row(111)];
    rows[0]!.forEach((x, d) => {
      expect(x).toBeCloseTo((n[d]! + o[d]!) / 2, 6);
    });
    expect(rows[1]).toEqual(row(121));
    expect(rows[2]).toEqual((await begin({ length: 3, init: 'vocabulary' }))[2]);
  });

  it('not at labels where there are none, nor at a text that nobody gave', async () => {
    await expect(begin({ init: 'labels' })).rejects.toThrow(ConfigError);
    await expect(begin({ init: 'text' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: prompt-tuning.init is text: expected prompt-tuning.text to say which.]`,
    );
  });
});

describe('virtual tokens', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const bind = (length: number, frame = (text: string) => text) =>
    applyMethod(promptTuning, promptTuning.config.parse({ length }), model).prompt.bind({
      task,
      template: 0,
      pool: [],
      seed: 0,
      tokenizer: model.tokenizer,
      contextLength: 64,
      frame,
    });
  const item = { id: '1', fields: { a: 'x', b: 'y' }, answer: 'yes' };

  it('stand in front of everything, the begin-of-text token and a chat’s frame included', () => {
    const tokenizer = { ...model.tokenizer, bos: 7 };
    const text = bind(3, (t) => `<user>${t}<model>`).write(item);
    expect(encodeText(tokenizer, text)).toEqual([
      ...[0, 1, 2].map((j) => VIRTUAL_IDS + j),
      7,
      ...Buffer.from('<user>A: x\nB: y =><model>'),
    ]);
  });

  it('are never scored or learned, and cost what they say', () => {
    const bound = bind(3);
    const { ids, from } = encodePair(model.tokenizer, bound.write(item), bound.completion(item));
    expect(ids.slice(from)).toEqual([...Buffer.from(' yes')]);
    expect(bound.notes()).toEqual(["3 of the context's 64 tokens are taken by virtual tokens"]);
    expect(() => bind(64).write(item)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: prompt-tuning.length: 64 virtual tokens: expected less than 64, the model's context in tokens.]`,
    );
  });
});
