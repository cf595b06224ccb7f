/**
 * Tiny random checkpoints against transformers: logits of the float64 interpreter. Values: packages/testing/golden (see its README for how to
 * make them again).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type Patch,
  identityHooks,
  patchedForward,
  readSafetensors,
} from '@adaptbench/core';
import { type Fed, interpret, program } from '@adaptbench/graph';
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
});
