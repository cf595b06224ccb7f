/**
 * Corpus chrF2 (Popović 2015) as sacreBLEU 2 computes it: n-grams of 1 to 6 characters without white space, no words, β = 2, the reference
 * with the best score of its own for each answer. Precision and recall are averaged over orders of which both sides have n-grams. On a
 * scale of 0 to 1.
 */
import type { GradedAnswer, Metric } from '@adaptbench/core';
import { type CorpusDefinition, type Summands, corpusMetric } from '../grading/corpus-metric.ts';
import { matches, ngramCount, ngramTree, occurrences } from './ngrams.ts';
import { withoutSpaces } from './python-space.ts';

const ORDER = 6;
const BETA2 = 4;
/** Columns of order n from 3 n on: n-grams answered, of the reference, in both. */
const [ANSWERED, REFERENCE, MATCHED, WIDTH] = [0, 1, 2, 3];

const characters = (text: string): number[] =>
  Array.from(withoutSpaces(text), (character) => character.codePointAt(0)!);

/** F_β = (1 + β²) P R / (β² P + R), P and R means over the orders that count. */
function scoreOf(sums: ArrayLike<number>): number {
  let [p, r, orders] = [0, 0, 0];
  for (let row = 0; row < ORDER * WIDTH; row += WIDTH) {
    const [answered, expected, matched] = [
      sums[row + ANSWERED]!,
      sums[row + REFERENCE]!,
      sums[row + MATCHED]!,
    ];
    if (answered === 0 || expected === 0) continue;
    p += matched / answered;
    r += matched / expected;
    orders++;
  }
  return p + r === 0 ? 0 : ((1 + BETA2) * p * r) / (BETA2 * p + r) / orders;
}

function summandsOf({ prediction, references }: GradedAnswer): Summands {
  const answer = characters(prediction ?? '');
  const tree = ngramTree(answer, ORDER);
  let best: { readonly score: number; readonly sums: readonly number[] } = { score: -1, sums: [] };
  for (const reference of references) {
    const other = characters(reference);
    const shared = matches(tree, occurrences(tree, other));
    const sums = shared.flatMap((matched, n) => {
      const expected = ngramCount(other.length, n + 1);
      // N-grams of the answer do not count where the reference has none.
      return [expected === 0 ? 0 : ngramCount(answer.length, n + 1), expected, matched];
    });
    const score = scoreOf(sums);
    if (score > best.score) best = { score, sums };
  }
  return best.sums.map((amount, column) => [column, amount] as const);
}

/** What chrF is made of. */
export const chrfDefinition: CorpusDefinition = {
  name: 'chrf',
  title: 'chrF',
  means:
    'Corpus chrF2: F of 1 to 6 characters, recall counting twice, with the best reference of each (sacreBLEU).',
  range: [0, 1],
  summands: (answers) => ({ columns: ORDER * WIDTH, items: answers.map(summandsOf) }),
  value: scoreOf,
};

/** Corpus chrF2. */
export const chrf: Metric = corpusMetric(chrfDefinition);
