/** The answer of a run in one line per task: which method to use, and why. What `recommend` says where nothing is forbidden. Pure. */
import { type ConfigurationRow, seedsText } from '../tables/rows.ts';
import { count, listed, percent } from '../text.ts';
import { noConstraints } from './constraints.ts';
import { recommend, recommended } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';

/** One line per task, in the order of the run; empty where nothing is done. */
export function answers(rows: readonly ConfigurationRow[]): string[] {
  const all = recommend(rows, noConstraints).filter(({ survivors }) => survivors.length > 0);
  return all.map((found) => `${all.length > 1 ? `${found.task}: use ` : 'Use '}${answer(found)}`);
}

function answer(found: Recommendation): string {
  const first = recommended(found);
  if (first === null) return `none of these: none answers a single ${found.decidedOn} item.`;
  const { row } = first.facts;
  const { test } = row;
  const evidence =
    test === null
      ? ''
      : `: ${percent(test.mean)} of ${count(Math.round(test.n), 'test item')} (95 % interval ${percent(test.low)} to ${percent(test.high)}, ${seedsText(row)})`;
  return `${first.facts.name}${evidence}; ${reason(found)}.`;
}

function reason({ survivors, decidedOn }: Recommendation): string {
  const names = (wanted: typeof survivors): string => listed(wanted.map(({ facts }) => facts.row.method));
  const [first, ...others] = survivors;
  const level = others.filter((one) => one.withinMargin);
  const unsure = others.filter((one) => one.tied && !one.withinMargin);
  if (others.length === 0) return 'no other method came through';
  if (level.length > 0)
    return first?.facts.request === null
      ? `${decidedOn} does not tell ${names(level)} from it`
      : `${decidedOn} does not tell ${names(level)} from it, and its requests are the shortest`;
  return unsure.length > 0
    ? `the best on ${decidedOn}, though ${names(unsure)} may only seem to be behind`
    : `on ${decidedOn} better than ${others.length === 1 ? names(others) : `all ${others.length} others`} beyond chance`;
}
