/**
 * Metrics of all answers together, M(S), a function of sums S = Σᵢ sᵢ of what each answer adds. An answer contributes what M loses
 * without it, its jackknife pseudo-value (Tukey 1958), moved so that the mean over answers is M:
 *
 *     Mᵢ = n M − (n − 1) M(S − sᵢ) + constant
 *
 * To first order that is the infinitesimal jackknife, M + n ∇M · (sᵢ − S/n). Where classes have two or three items, as of 77 labels in
 * 200 items, first order is too little: its standard error is a third too small, and the jackknife's errs upwards (Efron and Stein 1981).
 */
import { type GradedAnswer, type Grades, type Metric, defineMetric } from '@adaptbench/core';

/** What one answer adds: columns of S and whole numbers. */
export type Summands = readonly (readonly [column: number, amount: number])[];

/** All that is known of a metric over a corpus. */
export interface CorpusDefinition extends Pick<Metric, 'name' | 'title' | 'means' | 'range' | 'perClass'> {
  /** What each answer adds to which of how many sums. */
  summands(
    answers: readonly GradedAnswer[],
    labels: readonly string[],
  ): { readonly columns: number; readonly items: readonly Summands[] };
  /** M of sums. */
  value(sums: Float64Array): number;
  /** M without an item, in a time that does not grow with the columns; left out where their number is fixed. */
  without?(sums: Float64Array): (item: Summands) => number;
}

/** Column sums of some items. */
export function sumsOf(columns: number, items: readonly Summands[]): Float64Array {
  const sums = new Float64Array(columns);
  for (const item of items) add(sums, item, 1);
  return sums;
}

function add(sums: Float64Array, item: Summands, sign: 1 | -1): void {
  for (const [column, amount] of item) sums[column]! += sign * amount;
}

/** What a function of the sums gives without an item; sums are whole numbers, so that they are restored exactly. */
export function withoutItem<T>(sums: Float64Array, item: Summands, act: () => T): T {
  add(sums, item, -1);
  const found = act();
  add(sums, item, 1);
  return found;
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
    ...(definition.perClass === undefined ? {} : { perClass: definition.perClass }),
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
  if (n === 1) return { value, items: [value] };
  const without =
    definition.without?.(sums) ?? ((item: Summands) => withoutItem(sums, item, () => definition.value(sums)));
  const losses = items.map((item) => (n - 1) * (value - without(item)));
  const middle = losses.reduce((sum, loss) => sum + loss, 0) / n;
  return { value, items: losses.map((loss) => value + loss - middle) };
}
