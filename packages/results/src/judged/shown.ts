/** Scores as people read them: the one place where the unit scale of the statistics becomes the metric's own unit again. */
import type { SplitOutcome } from '../record/record.ts';
import type { Interval } from '../stats/wilson.ts';
import { count } from '../text.ts';
import { type JudgedBy, accuracy, judged } from './metric.ts';

/** Whether it is shown in percent. */
const isShare = ({ range: [low, high] }: JudgedBy): boolean => low === 0 && high === 1;
const span = ({ range: [low, high] }: JudgedBy): number => high - low || 1;

/** `%`, or nothing where the metric has a unit of its own. */
export const unitOf = (metric: JudgedBy): string => (isShare(metric) ? '%' : '');
/** Of differences. */
export const differenceUnit = (metric: JudgedBy): string => (isShare(metric) ? 'points' : '');

/** Decimals that people are shown: a thousandth of the range is the last that counts. */
export const digitsOf = (metric: JudgedBy): number =>
  isShare(metric) ? 1 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(span(metric)))));

/** From the unit scale: percent, or the metric's own unit. */
export const shown = (metric: JudgedBy, score: number): number =>
  inOwnUnit(metric, score) * (isShare(metric) ? 100 : 1);

/** The mean score of one split; null of no items. */
export function splitScore(split: SplitOutcome): number | null {
  const { n, correct, grades } = split;
  if (n === 0) return null;
  // The division last, so that a half is rounded as a half.
  if (grades === undefined) return (100 * correct) / n;
  const { metric, mean } = judged(split);
  return shown(metric, mean);
}

/** Of a difference of two scores; where less is better, the better one's is the lower. */
export function shownDifference(metric: JudgedBy, difference: number): number {
  const up = metric.better === 'more' ? difference : -difference;
  return up * (isShare(metric) ? 100 : span(metric));
}

/** Its value as the metric itself gives it: a share stays a share. */
export function inOwnUnit(metric: JudgedBy, score: number): number {
  const up = metric.better === 'more' ? score : 1 - score;
  return metric.range[0] + up * span(metric);
}
export const ownInterval = (metric: JudgedBy, { low, high }: Interval): Interval =>
  ordered(inOwnUnit(metric, low), inOwnUnit(metric, high));
export const ownSpread = (metric: JudgedBy, sd: number): number => sd * span(metric);

/** Its ends, the lower first. */
export const shownInterval = (metric: JudgedBy, { low, high }: Interval): Interval =>
  ordered(shown(metric, low), shown(metric, high));
export const shownChange = (metric: JudgedBy, { low, high }: Interval): Interval =>
  ordered(shownDifference(metric, low), shownDifference(metric, high));

const ordered = (a: number, b: number): Interval => (a <= b ? { low: a, high: b } : { low: b, high: a });

/** A spread, which has no sign and no zero: a standard deviation. */
export const shownSpread = (metric: JudgedBy, sd: number): number =>
  sd * (isShare(metric) ? 100 : span(metric));

/** `48.1 %`, `1.320`. */
export const scoreText = (metric: JudgedBy, score: number): string => shownText(metric, shown(metric, score));
/** `95 % interval 40.2 % to 55.0 %`. */
export function scoreInterval(metric: JudgedBy, of: Interval): string {
  const { low, high } = shownInterval(metric, of);
  return `95 % interval ${shownText(metric, low)} to ${shownText(metric, high)}`;
}
/** `3.1 points`, `0.120`. */
export function differenceText(metric: JudgedBy, difference: number): string {
  const unit = differenceUnit(metric);
  return `${plainDifference(metric, difference)}${unit === '' ? '' : ` ${unit}`}`;
}
/** Without the unit. */
const plainDifference = (metric: JudgedBy, difference: number): string =>
  shownDifference(metric, difference).toFixed(digitsOf(metric));
/** `1.0 to 5.2`. */
export function changeText(metric: JudgedBy, of: Interval): string {
  const { low, high } = shownChange(metric, of);
  const digits = digitsOf(metric);
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

/** Of a value as it is shown. */
export function shownText(metric: JudgedBy, value: number): string {
  const unit = unitOf(metric);
  return `${value.toFixed(digitsOf(metric))}${unit === '' ? '' : ` ${unit}`}`;
}

/** `90.0 % of 100 test items`, `field F1 48.1 % on 100 test items`. `items`: their name, e.g. `test item`. */
export function scoreOn(
  metric: JudgedBy,
  { mean, n }: { readonly mean: number; readonly n: number },
  items: string,
): string {
  const score = scoreText(metric, mean);
  const asked = count(Math.round(n), items);
  return isAccuracy(metric) ? `${score} of ${asked}` : `${metric.title} ${score} on ${asked}`;
}

/** `it answers 90.0 %`, `it has ROUGE-L 31.0 %`, without what it is. */
export const hasScore = (metric: JudgedBy, score: string): string =>
  isAccuracy(metric) ? `answers ${score}` : `has ${metric.title} ${score}`;

/** Whether the metric is the share of right answers. */
export const isAccuracy = ({ name }: Pick<JudgedBy, 'name'>): boolean => name === accuracy.name;
