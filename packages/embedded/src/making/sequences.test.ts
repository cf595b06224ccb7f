import { tokenizerFromFolder } from '@adaptbench/models';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drawDocument } from '../corpus/document.ts';
import { ANSWER_WEIGHT } from '../recipe.ts';
import { drawSequences } from './sequences.ts';

const tokenizer = await tokenizerFromFolder(path.join(import.meta.dirname, '../../model'));

test('every sequence begins with a document and has the same length', () => {
  const draw = { seed: 1, mixture: 'everything', part: 'held back', count: 5, length: 128 } as const;
  const sequences = drawSequences(tokenizer, draw);
  expect(sequences.map(({ ids, from }) => [ids.length, ids[0], from])).toEqual(
    Array.from({ length: 5 }, () => [129, tokenizer.eos[0], 1]),
  );
  expect(drawSequences(tokenizer, draw)).toEqual(sequences);
});

test('documents in pieces have the tokens of the whole', () => {
  for (let i = 0; i < 300; i++) {
    const { text, pieces } = drawDocument(1, 'everything', 'train', i);
    expect(pieces.flatMap((piece) => tokenizer.encode(piece.text))).toEqual(tokenizer.encode(text));
  }
});

test('tokens of answers weigh more where it is trained on them', () => {
  const weights = (part: 'train' | 'held back') =>
    new Set(
      drawSequences(tokenizer, { seed: 1, mixture: 'patterns', part, count: 5, length: 128 }).flatMap(
        (sequence) => sequence.weights ?? [],
      ),
    );
  expect(weights('train')).toEqual(new Set([1, ANSWER_WEIGHT]));
  expect(weights('held back')).toEqual(new Set([1]));
});
