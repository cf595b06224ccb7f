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

/** Orders that count, as they stand in the sums. */
const orders = (sums: ArrayLike<number>): readonly number[] =>
  Array.from({ length: ORDER }, (_, n) => n * WIDTH).filter(
    (row) => sums[row + ANSWERED]! > 0 && sums[row + REFERENCE]! > 0,
  );

function means(sums: ArrayLike<number>): {
  readonly rows: readonly number[];
  readonly p: number;
  readonly r: number;
} {
  const rows = orders(sums);
  let [p, r] = [0, 0];
  for (const row of rows) {
    p += sums[row + MATCHED]! / sums[row + ANSWERED]! / rows.length;
    r += sums[row + MATCHED]! / sums[row + REFERENCE]! / rows.length;
  }
  return { rows, p, r };
}

/** F_β = (1 + β²) P R / (β² P + R) */
function scoreOf(sums: ArrayLike<number>): number {
  const { p, r } = means(sums);
  return p + r === 0 ? 0 : ((1 + BETA2) * p * r) / (BETA2 * p + r);
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
  // ∂F/∂P = (1 + β²) R² / (β² P + R)², ∂F/∂R = (1 + β²) β² P² / (β² P + R)²
  slopes(sums) {
    const slope = new Float64Array(sums.length);
    const { rows, p, r } = means(sums);
    if (p + r === 0) return slope;
    const below = (BETA2 * p + r) ** 2 * rows.length;
    const [dp, dr] = [((1 + BETA2) * r * r) / below, ((1 + BETA2) * BETA2 * p * p) / below];
    for (const row of rows) {
      const [h, e, m] = [sums[row + ANSWERED]!, sums[row + REFERENCE]!, sums[row + MATCHED]!];
      slope[row + ANSWERED] = (-dp * m) / h ** 2;
      slope[row + REFERENCE] = (-dr * m) / e ** 2;
      slope[row + MATCHED] = dp / h + dr / e;
    }
    return slope;
  },
};

/** Corpus chrF2. */
export const chrf: Metric = corpusMetric(chrfDefinition);
