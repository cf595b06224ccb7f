/**
 * Exact match and token F1 of short answers: SQuAD v1.1's normalisation and scores (Rajpurkar et al. 2016, evaluate-v1.1.py; `squad` of
 * Hugging Face's evaluate): lower case, without ASCII punctuation and the articles a, an, the.
 *
 * Other languages: articles stay, Unicode's punctuation goes too, composed forms (NFC); Chinese and Japanese by character.
 */
import type { Metric } from '@adaptbench/core';
import { bestOver, itemMetric } from '../grading/item-metric.ts';
import { type Writing, byCharacter, spacedIdeographs } from './language.ts';
import { splitWords } from './python-space.ts';

/** Python's string.punctuation. */
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/gu;
/** In Python `\b` is a boundary of Unicode's words, in JavaScript of ASCII's. */
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** An answer's words, normalised. */
function answerWords(text: string, writing: Writing): readonly string[] {
  const bare = text.toLowerCase().replaceAll(ASCII_PUNCTUATION, '');
  if (writing === 'english') return splitWords(bare.replaceAll(ARTICLE, ' '));
  const words = bare.normalize('NFC').replaceAll(/\p{P}/gu, '');
  return splitWords(byCharacter(writing) ? spacedIdeographs(words) : words);
}

/** 2 · shared / (both's lengths), with words as often as they occur; 0 where nothing is shared, be both empty. */
function tokenF1Of(prediction: readonly string[], reference: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of reference) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of prediction) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(word, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared) / (prediction.length + reference.length);
}

const manner = (writing: Writing): string =>
  writing === 'english'
    ? "SQuAD v1.1's normalisation: lower case, no punctuation, no articles"
    : `lower case, no punctuation${byCharacter(writing) ? ', by character' : ''}`;

/** Whether the answer is one of the references, after normalisation. */
export const exactMatch = (writing: Writing): Metric =>
  itemMetric(
    {
      name: 'exact-match',
      title: 'Exact match',
      means: `Share of answers that equal a reference (${manner(writing)}).`,
      binary: true,
    },
    (prediction, references) => {
      const answer = answerWords(prediction, writing).join(' ');
      return references.some((reference) => answerWords(reference, writing).join(' ') === answer) ? 1 : 0;
    },
  );

/** F1 of words with the best reference, a mean over items. */
export const tokenF1 = (writing: Writing): Metric =>
  itemMetric(
    {
      name: 'token-f1',
      title: 'Token F1',
      means: `F1 of the answer's words with those of the best reference, a mean over items (${manner(writing)}).`,
      binary: false,
    },
    (prediction, references) => {
      const answer = answerWords(prediction, writing);
      return bestOver(references, (reference) => tokenF1Of(answer, answerWords(reference, writing)));
    },
  );
