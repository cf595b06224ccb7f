/** Scoring and generation with caches against the plain forward pass and transformers' generations, on tiny checkpoints. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type LoadedModel,
  type Patch,
  type PatchedModel,
  embedProgram,
  encodePair,
  identityHooks,
  inTraining,
  patchedModel,
} from '@adaptbench/core';
import { referenceEngine, toposort } from '@adaptbench/graph';
import { fixtureModel, fixtures } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

const none: Patch = { params: [], positions: 0, hooks: () => identityHooks, merge: null, artifact: null };
const names = ['tiny-llama', 'tiny-llama3-rope', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gpt2'];

interface Generation {
  readonly single: { readonly inputIds: number[][]; readonly newIds: number[][] };
  readonly batch: {
    readonly inputIds: number[][];
    readonly attentionMask: number[][];
    readonly newIds: number[][];
  };
}

/** Reads prompts written as ids: "3 14 15". */
const idTokenizer = (model: LoadedModel): LoadedModel => ({
  ...model,
  tokenizer: {
    ...model.tokenizer,
    eos: [-1],
    encode: (text) => text.trim().split(/\s+/).filter(Boolean).map(Number),
    decode: (ids) => ids.join(' '),
  },
});
const open = async (name: string, options = {}): Promise<PatchedModel> =>
  patchedModel(
    idTokenizer(await fixtureModel(name, architectureOf)),
    referenceEngine,
    none,
    new Map(),
    options,
  );

async function logProb(m: PatchedModel, context: string, continuation: string): Promise<number> {
  const { ids, from } = encodePair(m.tokenizer, context, continuation);
  const { data, shape } = await m.logits(ids);
  const V = shape[1]!;
  let sum = 0;
  for (let i = from; i < ids.length; i++) {
    const row = data.subarray((i - 1) * V, i * V) as Float32Array;
    const max = row.reduce((a, b) => Math.max(a, b));
    sum += row[ids[i]!]! - max - Math.log(row.reduce((a, b) => a + Math.exp(b - max), 0));
  }
  return sum;
}

describe.each(names)('%s', (name) => {
  it('scores continuations of any length in one row as the plain forward pass does, with and without the shared prompt', async () => {
    const common = Array.from({ length: 20 }, (_, i) => (i * 7) % 200);
    const requests = ['5 6', '9', '1 2 3 4'].map((own) => ({
      context: `${common.join(' ')} ${own}`,
      // Some begin alike.
      continuations: [' 11', ' 12 13 14', ' 12 13 9 1', ' 12 7', ' 15 16'],
    }));
    const [sharing, plain] = await Promise.all([open(name), open(name, { sharePrompt: false })]);
    const a = await sharing.score(requests);
    const b = await plain.score(requests);
    expect(sharing.counters.sharedTokens).toBe(20);
    expect(plain.counters.sharedTokens).toBe(0);
    for (const [i, r] of requests.entries())
      for (const [j, c] of r.continuations.entries()) {
        const want = await logProb(plain, r.context, c);
        expect(a[i]!.logProbs[j]).toBeCloseTo(want, 4);
        expect(b[i]!.logProbs[j]).toBeCloseTo(want, 4);
      }
  });

  it('scores prompts that begin alike in one row as each alone', async () => {
    const text = Array.from({ length: 12 }, (_, i) => 5 + ((i * 7) % 40)).join(' ');
    const asks = [`${text} 3`, '9 8 7', `${text} 4 2`, text].map((context) => ({
      context,
      continuations: [' 6', ' 7 8', ' 7 9'],
    }));
    const m = await open(name);
    const alone = await m.score(asks);
    const before = { ...m.counters };
    const together = await m.score(asks.map((ask) => ({ ...ask, alike: true })));
    expect(m.counters.tokens - before.tokens).toBeLessThan(before.tokens);
    together.forEach(({ logProbs, promptTokens }, i) => {
      expect(promptTokens).toBe(alone[i]!.promptTokens);
      logProbs.forEach((p, c) => expect(p).toBeCloseTo(alone[i]!.logProbs[c]!, 4));
    });
    await m.dispose();
  });

  it('scores continuations that change how the end of the context is tokenised', async () => {
    const m = await open(name);
    // "1 2" + "3" is read as 1 23, "1 2" + " 4" as 1 2 4.
    const [result] = await m.score([{ context: '1 2', continuations: ['3', ' 4', ' 4 5'] }]);
    for (const [j, c] of ['3', ' 4', ' 4 5'].entries())
      expect(result!.logProbs[j]).toBeCloseTo(await logProb(m, '1 2', c), 4);
  });

  it('embeds the same with the shared beginning and without, and no program of it holds the vocabulary’s head', async () => {
    const common = Array.from({ length: 20 }, (_, i) => (i * 7) % 200).join(' ');
    const requests = (['last', 'mean'] as const).flatMap((pool) =>
      ['5 6', '9', '1 2 3 4'].map((own) => ({ text: `${common} ${own}`, pool })),
    );
    const [sharing, plain] = await Promise.all([open(name), open(name, { sharePrompt: false })]);
    const [a, b] = [await sharing.embed(requests), await plain.embed(requests)];
    expect(sharing.counters.sharedTokens).toBe(20);
    a.forEach((row, i) => row.forEach((x, d) => expect(x).toBeCloseTo(b[i]![d]!, 5)));
    const begun = await sharing.withBeginning(requests.map(({ text }) => text));
    const after = await begun!.model.embed(requests);
    after.forEach((row, i) => row.forEach((x, d) => expect(x).toBeCloseTo(b[i]![d]!, 5)));
    const base = await fixtureModel(name, architectureOf);
    const { shape } = base.architecture;
    for (const pool of ['last', 'mean'] as const)
      expect(
        toposort([...embedProgram(base, none, pool).outputs.values()]).filter(
          ({ type }) => type.shape.at(-1) === shape.vocabulary,
        ),
      ).toEqual([]);
  });

  it('generates transformers’ tokens, alone, in a padded batch and after a shared beginning', async () => {
    const golden = JSON.parse(await readFile(join(fixtures, name, 'golden.json'), 'utf8')) as {
      generation: Generation;
    };
    const { single, batch } = golden.generation;
    const m = await open(name);
    const ask = (
      ids: readonly number[],
      maxNewTokens: number,
    ): { context: string; maxNewTokens: number; stop: [] } => ({
      context: ids.join(' '),
      maxNewTokens,
      stop: [],
    });
    const [one] = await m.generate([ask(single.inputIds[0]!, single.newIds[0]!.length)]);
    expect(one!.tokens).toEqual(single.newIds[0]);
    const rows = batch.inputIds.map((row, b) => row.filter((_, t) => batch.attentionMask[b]![t] === 1));
    const both = await m.generate(rows.map((row, b) => ask(row, batch.newIds[b]!.length)));
    expect(both.map((g) => g.tokens)).toEqual(batch.newIds);
  });
});

it('a model in training is another value for each state: what a prompt found out of one does not hold of the next', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const training = inTraining({ model, engine: referenceEngine, patch: none }, {});
  const [one, next] = [await training.at(new Map()), await training.at(new Map())];
  expect(one).not.toBe(next);
  expect(one.tokenizer).toBe(next.tokenizer);
  await training.dispose();
});
