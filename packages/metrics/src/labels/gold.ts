/** The right label of an answer, as metrics over classes take it. */
import type { GradedAnswer } from '@adaptbench/core';

/** The label that was answered where it is among the right ones, else the first of them. */
export const goldOf = ({ prediction, references }: GradedAnswer): string =>
  prediction !== null && references.includes(prediction) ? prediction : references[0];

/** A number for each label, in the order of their first use. */
export function numbered(labels: Iterable<string>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const label of labels) if (!numbers.has(label)) numbers.set(label, numbers.size);
  return numbers;
}
