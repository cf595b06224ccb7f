/** What a recommendation says of the cheap alternatives: whether one of them wins, is level, or all are behind. Pure. */
import { scoreText } from '../judged/shown.ts';
import { listed } from '../text.ts';
import { behindOnTest } from './on-test.ts';
import { recommended } from './recommend.ts';
import type { Recommendation, Survivor } from './recommendation.ts';

/** Names of methods that do without tuning or prompting a language model. */
export type Baselines = ReadonlySet<string>;
export const noBaselines: Baselines = new Set();

export const isBaseline = ({ facts }: Survivor, baselines: Baselines): boolean =>
  baselines.has(facts.row.method);

/** A clause; null where nothing is recommended, or there are no baselines to say something of. */
export function besideBaselines(found: Recommendation, baselines: Baselines): string | null {
  const first = recommended(found);
  if (first === null) return null;
  const { survivors, decidedOn: split } = found;
  if (isBaseline(first, baselines)) {
    const best = byScore(
      survivors.filter((one) => !isBaseline(one, baselines)),
      split,
    )[0];
    return best === undefined ? null : `the best that is no baseline: ${withTest(best)}`;
  }
  const cheap = byScore(
    survivors.filter((one) => isBaseline(one, baselines)),
    split,
  );
  const level = cheap.filter((one) => one.tied && !behindOnTest(one));
  if (cheap.length === 0) return null;
  return level.length > 0
    ? `${level.length === 1 ? 'the baseline' : 'the baselines'} ${listed(level.map(withTest))} cannot be told from ${first.behind === null ? 'it' : 'the best'}`
    : `${cheap.length === 1 ? 'the baseline' : 'the best baseline'} ${withTest(cheap[0]!)} is behind beyond chance${cheap[0]!.tied ? ' on the test items' : ''}`;
}

const byScore = (some: readonly Survivor[], split: Recommendation['decidedOn']): Survivor[] =>
  some.toSorted((a, b) => (b.facts.row[split]?.mean ?? 0) - (a.facts.row[split]?.mean ?? 0));

/** `tfidf (66.3 %)`. */
function withTest({ facts: { row } }: Survivor): string {
  return row.test === null ? row.method : `${row.method} (${scoreText(row.metric, row.test.mean)})`;
}
