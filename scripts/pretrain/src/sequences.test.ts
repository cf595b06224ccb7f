import { tokenizerFromFolder } from '@adaptbench/models';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drawSequences } from './sequences.ts';

const tokenizer = await tokenizerFromFolder(
  path.join(import.meta.dirname, '../../../packages/models/embedded'),
);

test('every sequence begins with a document and has the same length', () => {
  const draw = { seed: 1, mixture: 'everything', part: 'held back', count: 5, length: 128 } as const;
  const sequences = drawSequences(tokenizer, draw);
  expect(sequences.map(({ ids, from }) => [ids.length, ids[0], from])).toEqual(
    Array.from({ length: 5 }, () => [129, tokenizer.eos[0], 1]),
  );
  expect(drawSequences(tokenizer, draw)).toEqual(sequences);
});
