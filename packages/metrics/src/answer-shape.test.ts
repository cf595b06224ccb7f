import { expect, it } from 'vitest';
import { answerShape } from './answer-shape.ts';

it('the shape of answers is their length and what is amiss with them', () => {
  const answers = [
    { text: 'Two words', prediction: 'words', cutOff: false },
    { text: ' \n', prediction: null, cutOff: false },
    { text: 'été 😀 ok', prediction: null, cutOff: true },
    { text: null, prediction: 'a' },
  ];
  expect(answerShape(answers, 'en')).toEqual({
    n: 4,
    meanCharacters: (9 + 2 + 8) / 3,
    meanWords: (2 + 0 + 2) / 3,
    empty: 1 / 3,
    cutOff: 1 / 3,
    unparseable: 0.5,
  });
  expect(answerShape([{ text: '老磨坊 Wi-Fi', prediction: null }], 'zh')).toMatchObject({
    meanWords: 5,
    cutOff: NaN,
  });
  expect(answerShape([], 'en').empty).toBeNaN();
});
