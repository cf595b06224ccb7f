/**
 * Terms and how much each says: TF-IDF as scikit-learn's TfidfVectorizer computes it, with smoothed idf and rows of length 1 (L2). For a
 * term that occurs tf times in a text, and in df of n texts:
 *
 *     tf·idf = (1 + ln tf) · (1 + ln((1 + n) / (1 + df)))      or tf itself in place of 1 + ln tf
 */
import type { SparseRow } from '../logistic/sparse.ts';

export interface Vocabulary {
  readonly terms: readonly string[];
  /** In the order of `terms`. */
  readonly idf: Float64Array;
}

export interface VocabularyOptions {
  /** Texts that a term must occur in. */
  readonly minDf: number;
  /** Terms that are kept: the most frequent. */
  readonly maxFeatures: number;
}

/** `texts`: the terms of each. */
export function vocabularyOf(texts: readonly (readonly string[])[], o: VocabularyOptions): Vocabulary {
  const seen = new Map<string, { df: number; tf: number; last: number }>();
  texts.forEach((terms, i) => {
    for (const term of terms) {
      const known = seen.get(term) ?? { df: 0, tf: 0, last: -1 };
      if (known.last !== i) known.df++;
      known.tf++;
      known.last = i;
      seen.set(term, known);
    }
  });
  const frequent = [...seen].filter(([, { df }]) => df >= o.minDf);
  // In the order of their first occurrence: the same texts give the same bytes.
  const kept =
    frequent.length <= o.maxFeatures
      ? frequent
      : frequent.toSorted(([, a], [, b]) => b.tf - a.tf).slice(0, o.maxFeatures);
  return {
    terms: kept.map(([term]) => term),
    idf: Float64Array.from(kept, ([, { df }]) => 1 + Math.log((1 + texts.length) / (1 + df))),
  };
}

/** Gives the row of a text's terms; those that the vocabulary does not have count nothing. */
export function weigher(
  { terms, idf }: Vocabulary,
  sublinear: boolean,
): (text: readonly string[]) => SparseRow {
  const index = new Map(terms.map((term, i) => [term, i]));
  return (text) => {
    const counts = new Map<number, number>();
    for (const term of text) {
      const at = index.get(term);
      if (at !== undefined) counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    const columns = [...counts.keys()];
    const weights = [...counts].map(([at, tf]) => (sublinear ? 1 + Math.log(tf) : tf) * idf[at]!);
    const length = Math.sqrt(weights.reduce((sum, w) => sum + w ** 2, 0)) || 1;
    return { columns, values: weights.map((w) => w / length) };
  };
}
