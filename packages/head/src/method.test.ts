/** A head keeps the contract of a method, alone and on patches of every kind; labels are told apart by it alone. */
import ort from '@adaptbench/engine-ort';
import {
  type Architecture,
  ConfigError,
  type GenerationTask,
  type HeadMethod,
  type Item,
  VIRTUAL_IDS,
  applyMethod,
  composeMethods,
  encodePair,
  feedState,
  initialState,
  patchedForward,
  patchedModel,
  trainables,
  tunedTo,
  virtualToken,
} from '@adaptbench/core';
import full from '@adaptbench/full';
import { type Fed, program, referenceEngine } from '@adaptbench/graph';
import { gradientError } from '@adaptbench/graph/testing';
import lora from '@adaptbench/lora';
import { architectureOf } from '@adaptbench/models';
import { pTuning, prefixTuning } from '@adaptbench/prefix';
import { byteTokenizer, fixtureModel, testMethod } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import head from './index.ts';
import { manyLabels } from './__fixtures__/many-labels.ts';

const engine = await ort({ device: 'cpu', threads: 1 });
const second = head as HeadMethod<unknown>;
const fresh = { changes: 'its logits are those of labels' };
/** The suite's task has two labels. */
const own = ({ shape }: Architecture): number => 2 * shape.d;
const all = (a: Architecture): number =>
  a.weights.reduce((n, { shape }) => n + shape.reduce((x, y) => x * y, 1), 0);

testMethod(head, architectureOf, engine, [
  { model: 'tiny-llama', parameters: own, fresh },
  { model: 'tiny-gpt2', config: { pool: 'mean', bias: true }, parameters: (a) => own(a) + 2, fresh },
]);
testMethod(composeMethods(lora, second), architectureOf, engine, [
  {
    model: 'tiny-llama',
    config: { 'lora.rank': 2, 'head.pool': 'mean' },
    parameters: (a) => own(a) + a.shape.layers * 2 * (32 + 32 + 32 + 16),
    fresh,
  },
]);
testMethod(composeMethods(prefixTuning, second), architectureOf, engine, [
  {
    model: 'tiny-llama',
    config: { 'prefix.length': 3, 'prefix.projection': false },
    parameters: ({ shape }) => 2 * shape.d + 3 * shape.layers * 2 * shape.keyValueHeads * shape.dHead,
    fresh,
  },
]);
testMethod(composeMethods(full, second), architectureOf, engine, [
  // The vocabulary's head is a tensor of its own there, which no label depends on.
  { model: 'tiny-llama', parameters: (a) => own(a) + all(a) - 288 * 32, fresh, learningRate: 1e-3 },
  { model: 'tiny-gpt2', parameters: (a) => own(a) + all(a), fresh, learningRate: 1e-3 },
]);

describe('a head', () => {
  const task = manyLabels(77);
  const items = Array.from({ length: 9 }, (_, i): Item => ({
    id: `test:${i}`,
    fields: { text: 'a text '.repeat(1 + (i % 3)) + String(i) },
    answer: task.labels[i]!,
  }));
  const open = async (config: object, name = 'tiny-llama') => {
    const model = await fixtureModel(name, architectureOf);
    const { patch, prompt } = applyMethod(head, head.config.parse(config), model, task);
    const state = new Map(
      [...initialState(model, patch, 0)].map(([n, { shape, data }]) => [
        n,
        { shape, data: data.map((_, i) => Math.sin(i)) },
      ]),
    );
    const bound = prompt.bind({
      task,
      template: 0,
      pool: [],
      seed: 0,
      tokenizer: byteTokenizer,
      contextLength: 128,
      frame: (text) => text,
    });
    return { model, patch, bound, state };
  };

  it.each(['last', 'mean'] as const)(
    'gives log softmax(W h) of the %s hidden state, one pass for all labels and no token beyond the prompt',
    async (pool) => {
      const { model, patch, bound, state } = await open({ pool });
      const patched = patchedModel(model, referenceEngine, patch, state);
      const answers = await bound.answer(items, patched);
      const states = await patched.embed(items.map((item) => ({ text: bound.write(item), pool })));
      const W = state.get('score.weight')!;
      answers.forEach(({ scores }, i) => {
        const logits = task.labels.map((_, k) =>
          states[i]!.reduce((sum, x, d) => sum + x * W.data[k * states[i]!.length + d]!, 0),
        );
        const total = Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
        task.labels.forEach((label, k) => expect(scores![label]).toBeCloseTo(logits[k]! - total, 3));
      });
      const read = patched.counters.tokens;
      expect(answers[0]!.prediction).not.toBeNull();
      const plain = patchedModel(model, referenceEngine, patch, state, { sharePrompt: false });
      await bound.answer(items.slice(0, 1), plain);
      expect(plain.counters.tokens).toBe(Buffer.byteLength(bound.write(items[0]!)));
      expect(read).toBeGreaterThan(0);
    },
  );

  it.each(['last', 'mean'] as const)('has the gradients that finite differences give, %s', async (pool) => {
    const { model, patch, state } = await open({ pool, bias: true });
    const forward = patchedForward(model.architecture, patch, { pool });
    const { logits } = forward;
    const names = trainables(model.architecture, patch).map((t) => t.input);
    const used = [...program({ logits }).inputs.values()].filter((i) => i.role === 'frozen');
    const weights = used.map(({ name, type }): [string, Fed] => {
      const source = model.frozen(name);
      return [name, { shape: type.shape.map(Number), data: 'data' in source ? source.data : [] }];
    });
    const [B, T] = [2, 3];
    const causal = Array.from({ length: B * T * T }, (_, i) => (i % T <= Math.floor(i / T) % T ? 0 : -1e9));
    const error = gradientError(
      logits,
      Object.fromEntries(names.map((name) => [name, forward.trained(name)])),
      {
        ...Object.fromEntries(weights),
        ...feedState(model.architecture, patch, state),
        ids: { shape: [B, T], data: [5, 9, 100, 17, 3, 0] },
        positions: { shape: [B, T], data: [0, 1, 2, 0, 1, 2] },
        mask: { shape: [B, T, T], data: causal },
        scored: { shape: [B, 1], data: [2, 4] },
      },
    );
    expect(error).toBeLessThan(1e-7);
  });

  it('answers the same behind a beginning that was read before; a mean has none', async () => {
    for (const pool of ['last', 'mean'] as const) {
      const { model, patch, bound, state } = await open({ pool });
      const patched = patchedModel(model, referenceEngine, patch, state);
      const common = 'What follows begins alike. ';
      const requests = ['one', 'another'].map((text) => ({
        context: common + text,
        continuations: [virtualToken(0), virtualToken(3)],
      }));
      const begun = await patched.withBeginning(requests.map((r) => r.context));
      const want = await patchedModel(model, referenceEngine, patch, state, { sharePrompt: false }).score(
        requests,
      );
      const got = await (begun?.model ?? patched).score(requests);
      expect(begun === null).toBe(pool === 'mean');
      got.forEach(({ logProbs }, i) =>
        logProbs.forEach((x, k) => expect(x).toBeCloseTo(want[i]!.logProbs[k]!, 4)),
      );
      expect(bound.notes()).toEqual([]);
    }
  });

  it('trains on a prompt with one token behind it, the label’s, whatever the prompt ends in', async () => {
    const { bound } = await open({});
    const [text] = bound.trainingTexts([{ ...items[5]!, answer: task.labels[5]! }]);
    const { ids, from } = encodePair(byteTokenizer, `${text!.context}\n`, text!.completion, text!.end);
    expect(ids.slice(from)).toEqual([VIRTUAL_IDS + 5]);
    expect(ids[from - 1]).toBe(10);
  });

  it('is refused for a task that asks for a text, before prompts that it would not heed, and twice', async () => {
    const model = await fixtureModel('tiny-llama', architectureOf);
    const asks: GenerationTask = {
      kind: 'generation',
      name: 'sums',
      version: 1,
      language: 'en',
      source: 'made up',
      templates: [
        { name: 't', form: 'open', separator: '\n', write: () => 'x', writeAnswer: (item) => item.answer },
      ],
      reader: { strict: (text) => text, lenient: (text) => text },
      equal: (a, b) => a === b,
      maxNewTokens: 4,
      stop: [],
    };
    expect(() => applyMethod(head, head.config.parse({}), model, asks)).toThrow(
      new ConfigError(
        'head: sums asks for a text: expected a task with labels, which a head tells apart. Leave out the head.',
      ),
    );
    const composed = composeMethods(lora, second);
    expect(() => applyMethod(composed, composed.config.parse({}), model, asks)).toThrow(ConfigError);
    const { patch, state } = await open({});
    await expect(
      patchedModel(model, referenceEngine, patch, state).generate([
        { context: 'a', maxNewTokens: 1, stop: [] },
      ]),
    ).rejects.toThrow(ConfigError);
  });

  it('stands between the words of p-tuning’s own prompt too', async () => {
    const composed = composeMethods(pTuning, second);
    const model = await fixtureModel('tiny-llama', architectureOf);
    const { prompt } = applyMethod(composed, composed.config.parse({}), model, task);
    const bound = prompt.bind({
      task,
      template: 0,
      pool: [],
      seed: 0,
      tokenizer: byteTokenizer,
      contextLength: 128,
      frame: (text) => text,
    });
    expect(bound.completion(items[2]!)).toBe(virtualToken(2));
  });

  it('keeps its own rate on a patch with another', async () => {
    const composed = composeMethods(full, second);
    const model = await fixtureModel('tiny-llama', architectureOf);
    const config = composed.config.parse({});
    const { patch } = applyMethod(composed, config, model, task);
    const { d } = model.architecture.shape;
    expect(composed.rate(config, d) * patch.head!.params[0]!.rate!).toBeCloseTo(
      head.rate(head.config.parse({}), d),
      10,
    );
  });

  it('is stored with its labels, and refuses others', async () => {
    const { model, patch, state } = await open({});
    const files = (await tunedTo({ model, engine: referenceEngine, patch }, state)).files();
    expect([...files.keys()].toSorted()).toEqual(['head.json', 'head.safetensors']);
    const other = applyMethod(head, head.config.parse({}), model, {
      ...task,
      labels: task.labels.toReversed(),
    });
    expect(() => other.patch.artifact!.read(files)).toThrow(
      'head.json: label 0 is "label_0": expected "label_76". Use the task that the head was trained for.',
    );
    const mean = applyMethod(head, head.config.parse({ pool: 'mean' }), model, task);
    expect(() => mean.patch.artifact!.read(files)).toThrow(
      'head.json: pool is last: expected mean. Set head.pool=last.',
    );
  });
});
