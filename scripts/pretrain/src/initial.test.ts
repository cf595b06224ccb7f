import path from 'node:path';
import { tokenizerFromFolder } from '@adaptbench/models';
import { expect, test } from 'vitest';
import { initialModel } from './initial.ts';

const tokenizer = await tokenizerFromFolder(
  path.join(import.meta.dirname, '../../../packages/models/embedded'),
);
test('the seed decides', () => {
  const first = (seed: number): number[] => {
    const source = initialModel(tokenizer, seed).frozen('model.layers.1.self_attn.v_proj.weight');
    return 'data' in source ? Array.from(source.data.slice(0, 4)) : [];
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
