/**
 * Corpus BLEU (Papineni et al. 2002) as sacreBLEU 2 computes it (Post 2018): n-grams of 1 to 4 words, several references, brevity penalty
 * by the reference nearest in length, exponential smoothing of orders without a match. On a scale of 0 to 1.
 */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { type CorpusDefinition, type Summands, corpusMetric } from '../grading/corpus-metric.ts';
import { bleuTokenizer, bleuWords } from './bleu-words.ts';
import type { Writing } from './language.ts';
import { matches, ngramCount, ngramTree, occurrences, symbols } from './ngrams.ts';

const ORDER = 4;
/** Columns: words answered, words of the nearest reference; then matches by order; then n-grams answered by order. */
const [ANSWERED, REFERENCE, MATCHED, TOTAL, COLUMNS] = [0, 1, 2, 2 + ORDER, 2 + 2 * ORDER];

function summandsOf({ prediction, references }: GradedAnswer, writing: Writing): Summands {
  const ids = symbols();
  const answer = ids(bleuWords(prediction ?? '', writing));
  const tree = ngramTree(answer, ORDER);
  const most = new Uint32Array(tree.counts.length);
  let nearest = Infinity;
  for (const reference of references) {
    const words = ids(bleuWords(reference, writing));
    for (const [node, count] of occurrences(tree, words).entries())
      if (count > most[node]!) most[node] = count;
    const [off, before] = [Math.abs(words.length - answer.length), Math.abs(nearest - answer.length)];
    if (off < before || (off === before && words.length < nearest)) nearest = words.length;
  }
  return [
    [ANSWERED, answer.length],
    [REFERENCE, nearest],
    ...matches(tree, most).map((count, n) => [MATCHED + n, count] as const),
    ...Array.from({ length: ORDER }, (_, n) => [TOTAL + n, ngramCount(answer.length, n + 1)] as const),
  ];
}

/** BLEU of sums: exp(min(0, 1 − r/c)) (Π pₙ)^(1/4), pₙ = matched / total, or 1 / (2ᵏ total) for the k-th order without a match. */
function bleuOf(sums: Float64Array): number {
  const [c, r] = [sums[ANSWERED]!, sums[REFERENCE]!];
  let halves = 1;
  let logs = 0;
  // Nothing matches where no word does; and without four words on end anywhere there is no BLEU.
  if (sums[MATCHED] === 0 || sums[TOTAL + ORDER - 1] === 0) return 0;
  for (let n = 0; n < ORDER; n++) {
    const matched = sums[MATCHED + n]!;
    if (matched === 0) halves *= 2;
    logs += Math.log((matched === 0 ? 1 / halves : matched) / sums[TOTAL + n]!);
  }
  return Math.exp(Math.min(0, 1 - r / c) + logs / ORDER);
}

/** BLEU in a language's words. */
export const bleuDefinition = (writing: Writing): CorpusDefinition => ({
  name: 'bleu',
  title: 'BLEU',
  means: `Corpus BLEU of 1 to 4 words with all references (sacreBLEU, tokenizer ${bleuTokenizer(writing)}, exponential smoothing).`,
  range: [0, 1],
  summands: (answers) => ({
    columns: COLUMNS,
    items: answers.map((answer) => summandsOf(answer, writing)),
  }),
  value: bleuOf,
});

/** Corpus BLEU. */
export const bleu = (writing: Writing): Metric => corpusMetric(bleuDefinition(writing));
