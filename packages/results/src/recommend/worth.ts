/** Whether a run shows that any method is worth using: its score must be above that of one label for everything. Pure. */
import { scoreInterval, scoreOn, scoreText } from '../judged/shown.ts';
import { seedsText } from '../tables/rows.ts';
import { recommended } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';

/**
 * The first words of an answer where what stands first is not shown to be above the commonest label: why that is not enough, and what
 * would tell. Null where it is above, where nothing stands first, and where the task has no labels.
 */
export function notWorthText(found: Recommendation): string | null {
  const first = recommended(found);
  if (first === null) return null;
  const { row, name } = first.facts;
  const { test, metric, majority } = row;
  if (test === null || majority === null || majority.above) return null;
  const above = found.survivors.find(({ facts }) => facts.row.majority?.above === true);
  const opening =
    above === undefined
      ? 'no method is shown to be worth it on these data'
      : 'what stands first is not shown to be worth it on these data';
  const other = above === undefined ? '' : `, as ${above.facts.name} is`;
  return (
    `${opening}: ${name} stands first with ${scoreOn(metric, test, 'test item')} ` +
    `(${scoreInterval(metric, test)}, ${seedsText(row)}), which is not shown to be above always answering the commonest label ` +
    `(${scoreText(metric, majority.score)})${other}; more test items, above all of the rarer labels, or more seeds would tell`
  );
}
