/** What is asked of a model beyond its context is refused before anything runs. */
import { ConfigError, type Patch, type PatchedModel, noPatch, patchedModel } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

/** A context of 128 tokens, one a byte. */
const open = async (patch: Patch = noPatch): Promise<PatchedModel> =>
  patchedModel(await fixtureModel('tiny-llama', architectureOf), referenceEngine, patch, new Map());
const tooLong = (tokens: number, context: number): ConfigError =>
  new ConfigError(
    `prompt and answer take ${tokens} tokens: the model's context holds ${context}. Use fewer exemplars, shorter items or fewer new tokens.`,
  );

describe('a prompt', () => {
  it('is scored when it fills the context, and refused beyond', async () => {
    const m = await open();
    const score = (n: number) => m.score([{ context: 'a'.repeat(n), continuations: [' b', ' bcd'] }]);
    const [result] = await score(124);
    expect(result!.logProbs.every(Number.isFinite)).toBe(true);
    expect(result!.promptTokens).toBe(124);
    await expect(score(125)).rejects.toThrow(tooLong(129, 128));
    expect(m.counters.runs).toBe(1);
  });

  it('is continued as far as the context goes, and refused beyond', async () => {
    const m = await open();
    const ask = (n: number) => m.generate([{ context: 'a'.repeat(n), maxNewTokens: 4, stop: [] }]);
    const [result] = await ask(124);
    expect(result!.tokens.length).toBeLessThanOrEqual(4);
    await expect(ask(125)).rejects.toThrow(tooLong(129, 128));
  });

  it('has less room where a patch takes positions of its own', async () => {
    const m = await open({ ...noPatch, positions: 28 });
    expect(m.contextLength).toBe(100);
    await expect(m.score([{ context: 'a'.repeat(100), continuations: [' b'] }])).rejects.toThrow(
      tooLong(102, 100),
    );
  });
});
