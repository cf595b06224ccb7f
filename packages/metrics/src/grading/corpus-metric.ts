/**
 * Metrics of all answers together, M(S), a function of sums S = Σᵢ sᵢ of what each answer adds. To first order an answer contributes
 *
 *     Mᵢ = M + n ∇M(S) · (sᵢ − S/n)
 *
 * the infinitesimal jackknife (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6), whose mean over answers is
 * M and whose standard error is that of the delta method. Each metric gives its own partial derivatives, so the work is linear.
 */
import { type GradedAnswer, type Grades, type Metric, defineMetric } from '@adaptbench/core';

/** What one answer adds: columns of S and amounts. A column may be named twice. */
export type Summands = readonly (readonly [column: number, amount: number])[];

/** All that is known of a metric over a corpus. */
export interface CorpusDefinition extends Pick<Metric, 'name' | 'title' | 'means' | 'range'> {
  /** What each answer adds to which of how many sums. */
  summands(
    answers: readonly GradedAnswer[],
    labels: readonly string[],
  ): { readonly columns: number; readonly items: readonly Summands[] };
  /** M of sums. */
  value(sums: Float64Array): number;
  /** ∂M/∂S, a number per column. */
  slopes(sums: Float64Array): Float64Array;
}

/** Column sums of some items. */
export function sumsOf(columns: number, items: readonly Summands[]): Float64Array {
  const sums = new Float64Array(columns);
  for (const item of items) for (const [column, amount] of item) sums[column]! += amount;
  return sums;
}

/** A metric of its definition; more is better. */
export const corpusMetric = (definition: CorpusDefinition): Metric =>
  defineMetric({
    name: definition.name,
    title: definition.title,
    means: definition.means,
    better: 'more',
    range: definition.range,
    binary: false,
    grade: (answers, labels) => contributions(definition, answers, labels),
  });

function contributions(
  definition: CorpusDefinition,
  answers: readonly GradedAnswer[],
  labels: readonly string[],
): Grades {
  const n = answers.length;
  if (n === 0) return { value: NaN, items: [] };
  const { columns, items } = definition.summands(answers, labels);
  const sums = sumsOf(columns, items);
  const value = definition.value(sums);
  const slopes = definition.slopes(sums);
  // n ∇M · sᵢ
  const shares = items.map((item) =>
    item.reduce((sum, [column, amount]) => sum + n * slopes[column]! * amount, 0),
  );
  const middle = shares.reduce((sum, share) => sum + share, 0) / n;
  return { value, items: shares.map((share) => value + share - middle) };
}
