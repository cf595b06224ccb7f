/** What the user cannot or will not exceed, and whether a configuration keeps to it. Pure. */
import { type Figure, type Limit, flagOf } from '../figures/figure.ts';
import { type LimitName, limitedFigures } from '../figures/index.ts';
import { valueOf } from '../figures/read.ts';
import { hasScore, isAccuracy, scoreText } from '../judged/shown.ts';
import type { ProcessValue } from '../stats/processes.ts';
import type { Split } from '../tables/compare.ts';
import type { Facts } from './facts.ts';

/** A limit per figure that has one, in the limit's own unit; null where it does not matter. */
export type Constraints = { readonly [name in LimitName]: number | null } & {
  /** What is learned must go into the weights. */
  readonly mustMerge: boolean;
  /** Score, on the unit scale, that a cheaper method may seem to lose against the best where no test tells them apart. */
  readonly margin: number;
};

export const noConstraints: Constraints = {
  ...(Object.fromEntries(limitedFigures.map(({ limit }) => [limit.name, null])) as Record<LimitName, null>),
  mustMerge: false,
  margin: 0.02,
};

/** One constraint that a configuration breaks, or that cannot be judged because it was not measured. */
export interface Breach {
  /** The flag. */
  readonly flag: string;
  /** What was measured against what is allowed. */
  readonly text: string;
  /** Measured over allowed (or allowed over measured, where more is better): 1.05 is 5 % too much; null where it was not measured. */
  readonly excess: number | null;
  /** Whether the measurement's 95 % interval holds the limit, so that measuring again could lift it. */
  readonly close: boolean;
}

/** All that `facts` breaks; empty: it survives. `split`: the items by which accuracy is judged. */
export const breaches = (facts: Facts, constraints: Constraints, split: Split): Breach[] => [
  ...limitedFigures.flatMap(
    (figure) => breach(figure, figure.limit, facts, split, constraints[figure.limit.name]) ?? [],
  ),
  ...(constraints.mustMerge ? unmerged(facts) : []),
];

function breach(
  figure: Figure,
  limit: Limit,
  facts: Facts,
  split: Split,
  bound: number | null,
): Breach | null {
  if (bound === null) return null;
  const measured = measuredOf(figure, facts, split);
  if (measured === null) return unknown(flagOf(limit));
  const least = figure.better === 'more';
  const value = measured.value * (limit.times ?? 1);
  if (least ? value >= bound : value <= bound) return null;
  const { low, high } = measured;
  const { metric } = facts.row;
  const judging = figure.noise === 'items';
  const text = judging ? (score: number) => scoreText(metric, score) : limit.text;
  const items = judging ? ` ${isAccuracy(metric) ? 'of' : 'on'} ${split}` : '';
  const says = judging
    ? `it ${hasScore(metric, text(value))}`
    : `${limit.says(facts.request?.serving ?? 'alone')} ${text(value)}`;
  const interval = low !== null && high !== null ? ` (95 % interval ${text(low)} to ${text(high)})` : '';
  return {
    flag: flagOf(limit),
    text: `${says}${items}${interval}, ${least ? 'needed' : 'allowed'} are ${text(bound)}`,
    excess: least ? bound / Math.max(value, 1e-9) : bound > 0 ? value / bound : Infinity,
    close: least ? high !== null && high >= bound : low !== null && low <= bound,
  };
}

/** As `facts` would be served. What needs no training needs nothing of what training takes; null where it was not measured. */
function measuredOf(figure: Figure, { row, request, trains }: Facts, split: Split): ProcessValue | null {
  const seen = row[split];
  if (figure.noise === 'items') return seen && { ...seen, value: seen.mean };
  if (figure.ofTraining && !trains) return { value: 0, low: null, high: null };
  return valueOf(figure, row, request?.serving);
}

function unmerged({ merges }: Facts): Breach[] {
  switch (merges) {
    case true:
      return [];
    case null:
      return [unknown('--must-merge')];
    case false:
      return [
        { flag: '--must-merge', text: 'it cannot go into the weights', excess: Infinity, close: false },
      ];
  }
}

const unknown = (flag: string): Breach => ({ flag, text: 'was not measured', excess: null, close: false });
