/** The splits of a configuration's seeds in the terms of its metric. */
import type { SplitOutcome } from '../record/record.ts';
import type { Groups, Scores } from '../stats/scores.ts';
import type { Sample } from '../stats/two-sample.ts';
import { judged } from './metric.ts';

/** Of each split its scores; null where one has none item by item. */
export function scoresOf(splits: readonly SplitOutcome[]): Scores[] | null {
  const scores = splits.flatMap((split) => {
    const scores = judged(split).scores;
    return scores === null ? [] : [scores];
  });
  return scores.length === splits.length ? scores : null;
}

/** What the items belong to, which is the same in splits of the same items. */
export const groupsOf = ([first]: readonly SplitOutcome[]): Groups => first?.groups ?? null;

/** Whether all were asked the same items. */
export const areSame = (splits: readonly SplitOutcome[]): boolean =>
  new Set(splits.map((split) => split.itemsDigest)).size === 1;

/** As tests of other items take them. */
export function sampleOf(split: SplitOutcome): Sample {
  const { n, itemsDigest, groups = null } = split;
  const { mean, scores } = judged(split);
  return { n, mean, scores, groups, itemsDigest };
}
