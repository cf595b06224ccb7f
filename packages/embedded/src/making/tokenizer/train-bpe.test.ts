import { expect, test } from 'vitest';
import { byteCharacters, countPieces, trainBpe } from './train-bpe.ts';

test('the most frequent pair is merged first', () => {
  // low ×5, lower ×2, newest ×6, widest ×3: the example of Sennrich et al. 2016, figure 1
  const counts = new Map([
    ['low', 5],
    ['lower', 2],
    ['newest', 6],
    ['widest', 3],
  ]);
  expect(trainBpe(counts, 4).map((pair) => pair.join('+'))).toEqual(['e+s', 'es+t', 'l+o', 'lo+w']);
});

test('pairs that occur once are not merged', () => {
  expect(trainBpe(new Map([['abc', 1]]), 10)).toEqual([]);
});

test('texts are cut as GPT-2 cuts them', () => {
  expect([...countPieces(["It's 12 days,  已经两天了。\n"]).keys()]).toEqual([
    'It',
    "'s",
    ' 12',
    ' days',
    ',',
    ' ',
    ' 已经两天了',
    '。',
    '\n',
  ]);
});

test('every byte has a character of its own, none a space', () => {
  expect(new Set(byteCharacters).size).toBe(256);
  expect(byteCharacters.filter((c) => /\s/u.test(c))).toEqual([]);
  expect(byteCharacters[32]).toBe('Ġ');
});
