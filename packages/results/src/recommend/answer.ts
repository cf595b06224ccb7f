/** The answer of a run in one line per task: which method to use, and why. What `recommend` says where nothing is forbidden. Pure. */
import { scoreInterval, isAccuracy, scoreOn, scoreText } from '../judged/shown.ts';
import { type ConfigurationRow, seedsText } from '../tables/rows.ts';
import { capitalized, listed } from '../text.ts';
import { type Baselines, besideBaselines, isBaseline, noBaselines } from './baselines.ts';
import { noConstraints } from './constraints.ts';
import type { Facts } from './facts.ts';
import { behindOnTest, onTestText } from './on-test.ts';
import { recommend, recommended } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';
import { notWorthText } from './worth.ts';

/** One line per task, in the order of the run; empty where nothing is done. `baselines`: names of methods that are cheap alternatives. */
export function answers(rows: readonly ConfigurationRow[], baselines: Baselines = noBaselines): string[] {
  const all = recommend(rows, noConstraints).filter(({ survivors }) => survivors.length > 0);
  return all.map((found) => {
    const text = answer(found, baselines);
    return all.length > 1 ? `${found.task}: ${text}` : capitalized(text);
  });
}

function isEnough(found: Recommendation, baselines: Baselines): boolean {
  const first = recommended(found);
  return first !== null && isBaseline(first, baselines);
}

function answer(found: Recommendation, baselines: Baselines): string {
  const first = recommended(found);
  if (first === null) return `use none of these: ${nothing(found)}.`;
  const beside = besideBaselines(found, baselines);
  const beginning =
    notWorthText(found) ??
    `${isEnough(found, baselines) ? 'a baseline is enough: ' : 'use '}${scored(first.facts)}`;
  return `${[beginning, reason(found), ...(beside === null ? [] : [beside])].join('; ')}.`;
}

function scored({ name, row }: Facts): string {
  const { test, metric } = row;
  return test === null
    ? name
    : `${name}: ${scoreOn(metric, test, 'test item')} (${scoreInterval(metric, test)}, ${seedsText(row)})`;
}

function nothing({ survivors, decidedOn }: Recommendation): string {
  const metric = survivors[0]?.facts.row.metric;
  return metric === undefined || isAccuracy(metric)
    ? `none answers a single ${decidedOn} item`
    : `none has a ${metric.title} better than ${scoreText(metric, 0)} on ${decidedOn}`;
}

function reason({ survivors, decidedOn }: Recommendation): string {
  const names = (wanted: typeof survivors): string => listed(wanted.map(({ facts }) => facts.row.method));
  const [first, ...others] = survivors;
  const level = others.filter((one) => one.withinMargin);
  const unsure = others.filter((one) => one.tied && !one.withinMargin && !behindOnTest(one));
  const shown = onTestText(others)
    .map((clause) => `; ${clause}`)
    .join('');
  if (others.length === 0) return 'no other method has results to compare';
  if (level.length > 0) {
    const shortest = first?.facts.request === null ? '' : ', and its requests are the shortest';
    return `${decidedOn} cannot tell it from ${names(level)}${shortest}${shown}`;
  }
  if (unsure.length > 0)
    return `the best on ${decidedOn}, though a test cannot tell it from ${names(unsure)}${shown}`;
  return others.some(({ tied }) => tied)
    ? `the best on ${decidedOn}${shown}`
    : `on ${decidedOn} better than ${others.length <= 2 ? names(others) : `all ${others.length} others`} beyond chance${shown}`;
}
