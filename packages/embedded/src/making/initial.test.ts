import path from 'node:path';
import { noPatch, patchedModel, random } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { tokenizerFromFolder } from '@adaptbench/models';
import { expect, test } from 'vitest';
import { initialModel } from './initial.ts';
import { VOCABULARY } from '../recipe.ts';

const tokenizer = await tokenizerFromFolder(path.join(import.meta.dirname, '../../model'));
const engine = await createOrtEngine({ device: 'cpu', threads: 1 });

/** −log p of every token from the second on, in nats. */
async function surprise(ids: readonly number[]): Promise<number[]> {
  const lm = patchedModel(initialModel(tokenizer, 1), engine, noPatch, new Map());
  const { data } = await lm.logits(ids);
  await lm.dispose();
  return ids.slice(1).map((id, t) => {
    const row = Float32Array.from(data.subarray(t * VOCABULARY, (t + 1) * VOCABULARY));
    return Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[id]!;
  });
}
const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

test('untrained weights already copy: a row of random tokens is less of a surprise the second time', async () => {
  const r = random(3);
  const row = Array.from({ length: 16 }, () => 300 + r.below(1500));
  const of = await surprise([0, ...row, ...row]);
  // log 3072 = 8.0 is a guess among all tokens
  expect(mean(of.slice(0, 16))).toBeGreaterThan(7.3);
  expect(mean(of.slice(17))).toBeLessThan(7.1);
});

test('the seed decides', () => {
  const first = (seed: number): number[] => {
    const source = initialModel(tokenizer, seed).frozen('model.layers.1.self_attn.v_proj.weight');
    return 'data' in source ? Array.from(source.data.subarray(0, 4)) : [];
  };
  expect(first(1)).toMatchInlineSnapshot(`
    [
      -0.12836617231369019,
      -0.06412513554096222,
      0.0913127139210701,
      -0.06544479727745056,
    ]
  `);
  expect(first(2)).not.toEqual(first(1));
});
