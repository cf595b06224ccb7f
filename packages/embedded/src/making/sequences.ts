/**
 * From documents to training sequences: each begins with a whole document. What does not fit at the end of a sequence is cut off, not
 * carried over: no text is read without its beginning. The token for the end of a text stands before every document. In what is trained on,
 * the tokens of answers weigh more.
 */
import type { Example, Tokenizer } from '@adaptbench/core';
import { ANSWER_WEIGHT } from '../recipe.ts';
import { type Mixture, type Part, drawDocument } from '../corpus/document.ts';

export interface Draw {
  readonly seed: number;
  readonly mixture: Mixture;
  readonly part: Part;
  readonly count: number;
  readonly length: number;
}

/** `count` sequences of `length` + 1 tokens, of which the first is only read and the last only predicted. */
export function drawSequences(tokenizer: Tokenizer, { seed, mixture, part, count, length }: Draw): Example[] {
  const [end] = tokenizer.eos;
  const sequences: Example[] = [];
  let ids: number[] = [];
  let weights: number[] = [];
  const add = (more: readonly number[], weight: number): void => {
    for (const id of more) {
      ids.push(id);
      weights.push(weight);
    }
  };
  for (let index = 0; sequences.length < count; index++) {
    add([end!], 1);
    // No token spans the border of an answer: see the test.
    for (const { text, answer } of drawDocument(seed, mixture, part, index).pieces)
      add(tokenizer.encode(text), answer && part === 'train' ? ANSWER_WEIGHT : 1);
    if (ids.length <= length) continue;
    sequences.push({ ids: ids.slice(0, length + 1), from: 1, weights: weights.slice(0, length + 1) });
    [ids, weights] = [[], []];
  }
  return sequences;
}
