/** Whether answers to a label task are better than one label as the answer to everything. Pure. */
import { judged, metricOf, toUnit } from '../judged/metric.ts';
import { areSame, groupsOf, scoresOf } from '../judged/splits.ts';
import type { SplitOutcome } from '../record/record.ts';
import { average } from '../stats/mean.ts';
import { overScores } from '../stats/over-seeds.ts';
import type { Spread } from '../stats/spread.ts';
import { t90 } from '../stats/student.ts';

export interface Majority {
  /** Score of the commonest right label as every answer, mean over seeds, on the unit scale. */
  readonly score: number;
  /** Whether the configuration's lower bound (one-sided 95 %, as for a look of a search) lies above it. */
  readonly above: boolean;
}

/** null where a seed's record does not have it. */
export function majorityOf(tests: readonly SplitOutcome[], spread: Spread | null): Majority | null {
  const majorities = tests.flatMap((test) => {
    const value = test.grades?.[0]?.majority;
    return value === undefined ? [] : [toUnit(metricOf(test), value)];
  });
  const scores = scoresOf(tests);
  if (majorities.length === 0 || majorities.length < tests.length || scores === null) return null;
  const score = average(majorities);
  const about = { spread, groups: groupsOf(tests), quantile: t90 };
  const { low } = overScores(scores, areSame(tests), about);
  return { score, above: low > score && average(tests.map((test) => judged(test).mean)) > score };
}
