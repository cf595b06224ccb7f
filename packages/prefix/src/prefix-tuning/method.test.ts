/** Prefix tuning: the contract, and what holds of a prefix whatever its numbers are. */
import ort from '@adaptbench/engine-ort';
import {
  type Architecture,
  ConfigError,
  type LoadedModel,
  type Patch,
  type Tensors,
  encodeText,
  noPatch,
  patchedModel,
  startingState,
  storedPatch,
  applyMethod,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, relativeError, testMethod } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { task } from '../../testing/golden.ts';
import prefix from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

const width = ({ shape }: Architecture): number => shape.keyValueHeads * shape.dHead;
/** 2 n L H K. */
const direct = (n: number) => (a: Architecture) => 2 * n * a.shape.layers * width(a);
/** n k + (k h + h) + (h 2 L k + 2 L k), with k = H K. */
const projected = (n: number, h: number) => (a: Architecture) => {
  const k = width(a);
  const all = 2 * a.shape.layers * k;
  return n * k + (k * h + h) + (h * all + all);
};

const changes = 'a prefix is attended to, whatever it holds';
testMethod(prefix, architectureOf, engine, [
  { model: 'tiny-llama', config: { hidden: 32 }, parameters: projected(16, 32), fresh: { changes } },
  {
    model: 'tiny-llama',
    config: { projection: false, length: 4 },
    parameters: direct(4),
    fresh: { changes },
    learningRate: 0.1,
  },
  {
    model: 'tiny-gpt2',
    config: { hidden: 12, length: 3, init: 'zero' },
    parameters: projected(3, 12),
    fresh: { changes },
    learningRate: 0.05,
  },
  {
    model: 'tiny-gpt2',
    config: { projection: false, length: 5, init: 'text', text: 'It was a' },
    parameters: direct(5),
    fresh: { changes },
    learningRate: 0.1,
  },
]);

const TEXT = [5, 211, 17, 99, 3, 64, 150, 8];
const rows = async (model: LoadedModel, patch: Patch, state: Tensors, ids: readonly number[], last: number) =>
  (await patchedModel(model, referenceEngine, patch, state).logits(ids)).data.slice(
    -last * model.architecture.shape.vocabulary,
  );

describe.each(['tiny-llama', 'tiny-qwen2', 'tiny-gpt2'])('a prefix on %s', (name) => {
  it.each([1, 6, 9])('of the keys and values of %i real tokens is those tokens in front', async (length) => {
    const model = await fixtureModel(name, architectureOf);
    const text = 'Is it so?';
    const config = prefix.config.parse({ length, projection: false, init: 'text', text });
    const patch = prefix.patch(config, model);
    const state = await startingState({ model, engine: referenceEngine, patch, seed: 1 });
    const real = encodeText(model.tokenizer, text).slice(0, length);
    const withTokens = await rows(model, noPatch, new Map(), [...real, ...TEXT], TEXT.length);
    expect(relativeError(await rows(model, patch, state, TEXT, TEXT.length), withTokens)).toBeLessThan(1e-5);
  });

  it('of length n moves real tokens n positions to the right and leaves n fewer to them', async () => {
    const model = await fixtureModel(name, architectureOf);
    const patch = prefix.patch(prefix.config.parse({ length: 7 }), model);
    expect(patch.positions).toBe(7);
    expect(storedPatch(patch).positions).toBe(7);
    const patched = patchedModel(
      model,
      referenceEngine,
      patch,
      new Map(
        patch.params.map((p) => [
          p.name,
          { shape: p.shape, data: new Float32Array(p.shape.reduce((a, b) => a * b, 1)) },
        ]),
      ),
    );
    expect(patched.contextLength).toBe(model.architecture.shape.contextLength - 7);
  });

  it('is attended to by every token of a batch, continuations and generated tokens included', async () => {
    const model = await fixtureModel(name, architectureOf);
    const text = 'Is it so?';
    const config = prefix.config.parse({ length: 9, projection: false, init: 'text', text });
    const patch = prefix.patch(config, model);
    const state = await startingState({ model, engine: referenceEngine, patch, seed: 1 });
    const prefixed = patchedModel(model, referenceEngine, patch, state);
    const plain = patchedModel(model, referenceEngine, noPatch, new Map());
    const contexts = ['Yes', 'Not at all, not', 'It is said to be so by many: '];
    const ask = (front: string) =>
      contexts.map((c) => ({ context: front + c, continuations: [' no', ' yes!'] }));
    const [a, b] = [await prefixed.score(ask('')), await plain.score(ask(text))];
    a.forEach(({ logProbs }, i) =>
      logProbs.forEach((p, j) => {
        expect(p).toBeCloseTo(b[i]!.logProbs[j]!, 4);
      }),
    );
    const write = (front: string) => contexts.map((c) => ({ context: front + c, maxNewTokens: 6, stop: [] }));
    const [c, d] = [await prefixed.generate(write('')), await plain.generate(write(text))];
    expect(c.map((g) => g.tokens)).toEqual(d.map((g) => g.tokens));
  });
});

describe('settings of prefix tuning', async () => {
  const model = await fixtureModel('tiny-gpt2', architectureOf);
  const refused = (config: unknown): string => {
    try {
      prefix.patch(prefix.config.parse(config), model);
    } catch (e) {
      expect(e).toBeInstanceOf(ConfigError);
      return (e as Error).message;
    }
    return 'nothing was thrown';
  };
  it('must not contradict each other', () => {
    expect(refused({ init: 'text' })).toMatchInlineSnapshot(
      `"prefix.init is text: expected prefix.text to say which."`,
    );
    expect(refused({ init: 'text', text: 'So' })).toMatchInlineSnapshot(
      `"prefix.init is text: expected prefix.projection false, as no MLP is known that makes the keys of a text."`,
    );
  });

  it('tell what the prefix takes of the context, and refuse to take all of it', () => {
    const context = {
      task,
      template: 0,
      pool: [],
      seed: 0,
      tokenizer: model.tokenizer,
      frame: (text: string) => text,
    };
    const bind = (length: number, contextLength: number) =>
      applyMethod(prefix, prefix.config.parse({ length }), model).prompt.bind({
        ...context,
        contextLength,
      });
    expect(bind(16, 48).notes()).toEqual(["16 of the context's 64 tokens are taken by the prefix"]);
    expect(() => bind(64, 0)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: prefix.length is 64: expected less than 64, the model's context in tokens.]`,
    );
  });
});
