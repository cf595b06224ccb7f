/**
 * Qₙ, the spread of a sample of which up to half may be anything (Rousseeuw & Croux 1993): the k-th smallest distance between two of its
 * values, k = (h over 2), h = ⌊n/2⌋ + 1. It is scaled to be the standard deviation where the values are normal. Its efficiency there is 82
 * %, that of the median absolute deviation 37 %. Factors for small samples: Croux & Rousseeuw (1992).
 */

const SMALL = [NaN, NaN, 0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872];

/** NaN for fewer than two values. */
export function qn(values: readonly number[]): number {
  const n = values.length;
  const distances = values.flatMap((a, i) => values.slice(i + 1).map((b) => Math.abs(a - b)));
  const h = Math.floor(n / 2) + 1;
  const kth = distances.toSorted((a, b) => a - b)[(h * (h - 1)) / 2 - 1] ?? NaN;
  const factor = SMALL[n] ?? (n % 2 === 1 ? n / (n + 1.4) : n / (n + 3.8));
  return 2.2219 * factor * kth;
}
