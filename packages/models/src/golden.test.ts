/**
 * Tiny random checkpoints against transformers: logits and hidden states of the float64 interpreter. Values: packages/testing/golden (see its README for how to
 * make them again).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type Patch,
  identityHooks,
  patchedForward,
  patchedModel,
  readSafetensors,
} from '@adaptbench/core';
import { type Fed, interpret, program, referenceEngine } from '@adaptbench/graph';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { architectureOf } from './architectures.ts';

const fixtures = join(import.meta.dirname, '../../testing/fixtures');
const none: Patch = { params: [], positions: 0, hooks: () => identityHooks, merge: null, artifact: null };
const models = ['tiny-llama', 'tiny-llama3-rope', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gpt2'];

interface Golden {
  cases: Record<string, { inputIds: number[][]; attentionMask: number[][] }>;
}

async function load(name: string): Promise<{
  a: Architecture;
  golden: Golden;
  values: ReturnType<typeof readSafetensors>;
  weights: Record<string, Fed>;
}> {
  const dir = join(fixtures, name);
  const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(dir, file), 'utf8'));
  const a = architectureOf((await json('config.json')) as Record<string, unknown>);
  const weights = Object.fromEntries(readSafetensors(await readFile(join(dir, 'model.safetensors'))));
  return {
    a,
    golden: (await json('golden.json')) as Golden,
    values: readSafetensors(await readFile(join(dir, 'golden.safetensors'))),
    weights,
  };
}

describe.each(models)('%s', (name) => {
  it('gives transformers’ logits', async () => {
    const { a, golden, values, weights } = await load(name);
    const { logits } = patchedForward(a, none);
    for (const [id, { inputIds, attentionMask }] of Object.entries(golden.cases)) {
      const [B, T] = [inputIds.length, inputIds[0]!.length];
      const every = Array.from({ length: B * T }, (_, i) => i);
      const mask = every.flatMap((i) => Array.from({ length: T }, (_, t) => (t <= i % T ? 0 : -1e9)));
      const got = interpret(program({ logits }), {
        ...weights,
        ids: { shape: [B, T], data: inputIds.flat() },
        positions: { shape: [B, T], data: every.map((i) => i % T) },
        mask: { shape: [B, T, T], data: mask },
        scored: { shape: [B, T], data: every },
      }).get('logits')!;
      const want = values.get(`logits.${id}`)!;
      expect(got.type.shape).toEqual(want.shape);
      const V = a.shape.vocabulary;
      const worst = Math.max(
        ...attentionMask
          .flat()
          .flatMap((real, i) =>
            real
              ? Array.from({ length: V }, (_, v) => Math.abs(got.data[i * V + v]! - want.data[i * V + v]!))
              : [],
          ),
      );
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it('gives transformers’ hidden states after the last norm, pooled as asked', async () => {
    const { values, golden } = await load(name);
    const want = values.get('hidden.2')!;
    const [, T, D] = want.shape as [number, number, number];
    const base = await fixtureModel(name, architectureOf);
    const ids = (text: string): number[] => text.split(' ').map(Number);
    const model = patchedModel(
      { ...base, tokenizer: { ...base.tokenizer, encode: ids } },
      referenceEngine,
      none,
      new Map(),
    );
    const rows = golden.cases['plain']!.inputIds;
    // The first row twice, the second time cut short: a batch with padding.
    const texts = [rows[0]!, rows[1]!, rows[0]!.slice(0, 7)];
    const requests = (['last', 'mean'] as const).flatMap((pool) =>
      texts.map((row) => ({ text: row.join(' '), pool })),
    );
    const got = await model.embed(requests);
    const state = (b: number, t: number): Float32Array =>
      want.data.subarray((b * T + t) * D, (b * T + t + 1) * D);
    const mean = (b: number, n: number): number[] =>
      Array.from({ length: D }, (_, d) => {
        const each = Array.from({ length: n }, (_, t) => state(b, t)[d]!);
        return each.reduce((x, y) => x + y, 0) / n;
      });
    const wanted = [state(0, T - 1), state(1, T - 1), state(0, 6), mean(0, T), mean(1, T), mean(0, 7)];
    wanted.forEach((row, i) => {
      expect(got[i]).toHaveLength(D);
      got[i]!.forEach((x, d) => expect(Math.abs(x - row[d]!)).toBeLessThan(1e-5));
    });
  });
});
