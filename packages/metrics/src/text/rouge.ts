/**
 * ROUGE-1, -2 and -L (Lin 2004), F-measure with the best reference, a mean over items; values as of Google's rouge-score without stemmer
 * (RougeScorer.score_multi). That tokenizer knows a to z and digits alone, so it is used for English; see `language.ts` for others.
 */
import type { Metric } from '@adaptbench/core';
import { bestOver, itemMetric } from '../grading/item-metric.ts';
import { type Writing, byCharacter, plainWords } from './language.ts';
import { lcsLength } from './lcs.ts';
import { matches, ngramCount, ngramTree, occurrences, symbols } from './ngrams.ts';

/** Words of which the longest common subsequence is sought, from the beginning: its time is the product of both lengths / 32. */
const MAX_LCS_WORDS = 10_000;

const f1 = (shared: number, predicted: number, expected: number): number =>
  shared === 0 ? 0 : (2 * shared) / (predicted + expected);

const inWords = (writing: Writing): string =>
  writing === 'english'
    ? 'rouge-score, no stemmer'
    : byCharacter(writing)
      ? 'by character'
      : 'words of any script';

/** F-measure of n-grams of words. */
export const rougeN = (n: 1 | 2, writing: Writing): Metric =>
  itemMetric(
    {
      name: `rouge-${n}`,
      title: `ROUGE-${n}`,
      means: `F-measure of ${n === 1 ? 'words' : 'pairs of words'} shared with the best reference, a mean over items (${inWords(writing)}).`,
      binary: false,
    },
    (prediction, references) => {
      const ids = symbols();
      const tree = ngramTree(ids(plainWords(prediction, writing)), n);
      return bestOver(references, (reference) => {
        const words = ids(plainWords(reference, writing));
        const shared = matches(tree, occurrences(tree, words))[n - 1]!;
        return f1(shared, ngramCount(tree.length, n), ngramCount(words.length, n));
      });
    },
  );

/** F-measure of the longest common subsequence of words. */
export const rougeL = (writing: Writing): Metric =>
  itemMetric(
    {
      name: 'rouge-l',
      title: 'ROUGE-L',
      means: `F-measure of the longest common subsequence of words with the best reference, a mean over items (${inWords(writing)}).`,
      binary: false,
    },
    (prediction, references) => {
      const ids = symbols();
      const answer = ids(plainWords(prediction, writing).slice(0, MAX_LCS_WORDS));
      return bestOver(references, (reference) => {
        const words = ids(plainWords(reference, writing).slice(0, MAX_LCS_WORDS));
        return f1(lcsLength(answer, words), answer.length, words.length);
      });
    },
  );
