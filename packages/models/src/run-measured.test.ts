/** What a running model offers to those who measure it: a prompt cache, texts of a fixed length, and an account of its memory. */
import { type PatchedModel, noPatch, patchedModel } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

/** A context of 128 tokens, one a byte; two layers of two key/value heads, each 8 wide: 256 bytes a token. */
const open = async (): Promise<PatchedModel> =>
  patchedModel(await fixtureModel('tiny-llama', architectureOf), referenceEngine, noPatch, new Map());
const beginning = 'what all prompts begin with. ';
const contexts = ['one', 'two', 'three'].map((own) => beginning + own);
const score = { continuations: [' a', ' bc'] };

describe('a beginning that has been read before', () => {
  it('changes no answer, and is not read again', async () => {
    const m = await open();
    const kept = await m.withBeginning(contexts);
    expect(kept!.tokens).toBe(beginning.length);
    const [first] = contexts;
    const [plain] = await m.score([{ context: first!, ...score }]);
    const before = m.counters.tokens;
    const [cached] = await kept!.model.score([{ context: first!, ...score }]);
    // The item's own three tokens, and of the continuations the space that both begin with, and b.
    expect(m.counters.tokens - before).toBe(3 + 1 + 1);
    expect(cached!.promptTokens).toBe(plain!.promptTokens);
    cached!.logProbs.forEach((p, i) => expect(p).toBeCloseTo(plain!.logProbs[i]!, 4));
    const ask = { context: first!, maxNewTokens: 4, stop: [] };
    expect((await kept!.model.generate([ask]))[0]).toEqual((await m.generate([ask]))[0]);
  });
  it('is left out where a prompt begins otherwise', async () => {
    const m = await open();
    const kept = await m.withBeginning(contexts);
    const other = [{ context: 'something else', ...score }];
    expect(await kept!.model.score(other)).toEqual(await m.score(other));
  });
  it('is none where prompts share too little', async () => {
    expect(await (await open()).withBeginning(['one', 'two'])).toBeNull();
  });
});

it('a text goes on after an end token where it is told to, and each token is announced', async () => {
  const m = await open();
  const ask = { context: 'abc', maxNewTokens: 6, stop: [] };
  const [plain] = await m.generate([ask]);
  // Whatever comes first counts as the end from now on.
  const model = await fixtureModel('tiny-llama', architectureOf);
  const ending = { ...model, tokenizer: { ...model.tokenizer, eos: [plain!.tokens[0]!] } };
  const e = patchedModel(ending, referenceEngine, noPatch, new Map());
  expect((await e.generate([ask]))[0]).toMatchObject({ tokens: [], finish: 'eos' });
  const seen: number[] = [];
  const [on] = await e.generate([{ ...ask, ignoreEnd: true, onToken: (token) => seen.push(token) }]);
  expect(on).toMatchObject({ tokens: plain!.tokens, finish: 'length' });
  expect(seen).toEqual(plain!.tokens);
});

describe('the account of memory', () => {
  it('is empty before anything ran', async () => {
    expect((await open()).account()).toEqual({ weights: 0, patch: 0, activations: 0, keyValues: 0 });
  });
  it('is that of the largest run: weights once, logits of all rows, keys and values of what was shared', async () => {
    const m = await open();
    await m.score([{ context: 'abc', continuations: ['d'] }]);
    const one = m.account();
    const model = await fixtureModel('tiny-llama', architectureOf);
    const bytes = model.architecture.weights.reduce((n, w) => n + 4 * w.shape.reduce((a, b) => a * b, 1), 0);
    expect(one).toMatchObject({ weights: bytes, patch: 0, keyValues: 0 });
    await m.score(Array.from({ length: 16 }, (_, i) => ({ context: contexts[i % 3]!, ...score })));
    const many = m.account();
    expect(many.weights).toBe(bytes);
    expect(many.keyValues).toBe(beginning.length * 256);
    expect(many.activations).toBeGreaterThan(one.activations);
    await m.score([{ context: 'abc', continuations: ['d'] }]);
    expect(m.account()).toEqual(many);
  });
});
