/** The metrics of free text, as a language is written. */
import type { Metric } from '@adaptbench/core';
import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { editSimilarity } from './edit-similarity.ts';
import { writingOf } from './language.ts';
import { rougeL, rougeN } from './rouge.ts';
import { exactMatch, tokenF1 } from './short-answers.ts';

/** All of them, ROUGE-L first; `language` is a BCP 47 tag. */
export function textMetrics(language: string): readonly [Metric, ...Metric[]] {
  const writing = writingOf(language);
  return [
    rougeL(writing),
    tokenF1(writing),
    exactMatch(writing),
    rougeN(1, writing),
    rougeN(2, writing),
    bleu(writing),
    chrf,
    editSimilarity,
  ];
}
