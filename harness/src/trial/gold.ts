/** How probable an answer makes the right label: it tells of a training sooner than whether that label is the likeliest. */
import type { Answer, Item } from '@adaptbench/core';

/** p(label) among the labels; 0 where labels are not scored. */
export function normalised(scores: Readonly<Record<string, number>> | undefined, label: string): number {
  if (!scores) return 0;
  const most = Math.max(...Object.values(scores));
  return (
    Math.exp((scores[label] ?? -Infinity) - most) /
    Object.values(scores).reduce((sum, s) => sum + Math.exp(s - most), 0)
  );
}

/** The mean over the items of the right label's probability. */
export const meanGold = (answers: readonly Answer[], items: readonly Item[]): number =>
  answers.reduce((sum, { scores }, i) => sum + normalised(scores, items[i]!.answer), 0) /
  Math.max(1, items.length);
