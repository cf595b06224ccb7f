/**
 * What a model in training knows though it still gives one answer to everything: from each label's score its mean over the items is taken
 * away before the best is looked for (batch calibration, Zhou et al. 2023). A training that swings between labels, or leans to the
 * commoner one, is judged by how its scores order the items.
 */
import type { Answer, Item } from '@adaptbench/core';

/** The best label of each item after that; null where labels are not scored. */
export function recentredLabels(answers: readonly Answer[]): string[] | null {
  const sums = new Map<string, number>();
  for (const { scores } of answers) {
    if (scores === undefined) return null;
    for (const [label, score] of Object.entries(scores)) sums.set(label, (sums.get(label) ?? 0) + score);
  }
  if (sums.size === 0) return null;
  return answers.map(
    ({ scores = {} }) =>
      Object.entries(scores)
        .map(([label, score]) => ({ label, score: score - (sums.get(label) ?? 0) / answers.length }))
        .reduce((a, b) => (b.score > a.score ? b : a)).label,
  );
}

/** One digit per item, 1 where that label is right; null as above. */
export const recentredOutcomes = (answers: readonly Answer[], items: readonly Item[]): string | null =>
  recentredLabels(answers)
    ?.map((label, i) => (label === items[i]?.answer ? '1' : '0'))
    .join('') ?? null;
