/** A recommendation in words, for a terminal and for Markdown alike. Pure. */
import { breakEvenText } from './break-even-text.ts';
import {
  changeText,
  differenceText,
  hasScore,
  scoreInterval,
  isAccuracy,
  scoreOn,
  scoreText,
  shownDifference,
} from '../judged/shown.ts';
import { capitalized, count } from '../text.ts';
import { type Baselines, besideBaselines, noBaselines } from './baselines.ts';
import type { Constraints } from './constraints.ts';
import { difference } from '../tables/compare.ts';
import type { Facts } from './facts.ts';
import { seedsText } from '../tables/rows.ts';
import { onTestText } from './on-test.ts';
import { COST_DAYS, recommended } from './recommend.ts';
import type { Eliminated, Recommendation, Survivor } from './recommendation.ts';
import { notWorthText } from './worth.ts';
import { durationText, sizeText } from '../amounts.ts';

/** `baselines`: names of methods that are cheap alternatives. */
export function recommendationText(
  found: Recommendation,
  constraints: Constraints,
  several: boolean,
  baselines: Baselines = noBaselines,
): string[] {
  const first = recommended(found);
  const notWorth = notWorthText(found);
  const beside = besideBaselines(found, baselines);
  const [, second] = found.survivors;
  return [
    ...(several ? [`Task ${found.task}`] : []),
    notWorth !== null
      ? `${capitalized(notWorth)}.`
      : first
        ? `Use ${first.facts.name}: ${evidence(first, constraints)}`
        : nothing(found),
    ...(first && second ? [`Runner-up: ${second.facts.name}, ${closeness(first, second, found)}.`] : []),
    ...(first ? reasons(found, constraints) : []),
    ...(beside === null ? [] : [`Beside baselines: ${beside}.`]),
    ...section(
      'In order:',
      found.survivors.map((one, i) => `${i + 1}. ${one.facts.name}: ${evidence(one, constraints)}`),
    ),
    ...section(
      'Kept out:',
      found.eliminated.map((one) => `${one.facts.name}: ${broken(one)}`),
    ),
    ...section(
      'Variants kept out of methods that are in:',
      found.variants.map((one) => `${one.facts.name}: ${broken(one)}`),
    ),
    ...section(
      'What measuring could change the answer, most first:',
      found.open.map((question) => question.text),
    ),
  ];
}

const nothing = ({ survivors, decidedOn }: Recommendation): string =>
  survivors.length === 0
    ? 'Nothing that was measured keeps to these constraints.'
    : `Nothing is recommended: what keeps to the constraints ${worst(survivors[0]!, decidedOn)}.`;

function worst({ facts: { row } }: Survivor, split: string): string {
  return isAccuracy(row.metric)
    ? `answers no ${split} item at all`
    : `has no ${row.metric.title} better than ${scoreText(row.metric, 0)} on ${split}`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function evidence({ facts, costSeconds }: Survivor, constraints: Constraints): string {
  const { row, request } = facts;
  const { test, validation, metric } = row;
  return [
    test === null
      ? ''
      : `${scoreOn(metric, test, 'test item')} (${scoreInterval(metric, test)}, ${seedsText(row)}${validation === null ? '' : `; ${scoreText(metric, validation.mean)} ${isAccuracy(metric) ? 'of' : 'on'} validation`})`,
    request === null
      ? 'no request timed'
      : `request p50 ${durationText(request.p50Ms)}, p95 ${durationText(request.p95Ms)}${request.serving === 'alone' ? '' : ` (${request.serving})`}`,
    facts.inferenceBytes === null ? '' : `serving memory ${sizeText(facts.inferenceBytes)}`,
    `artefact ${facts.artifactBytes === 0 ? 'none' : sizeText(facts.artifactBytes)}`,
    facts.trains ? `training ${durationText(facts.trainingMs)}` : 'no training',
    costSeconds === null || constraints.requests === null
      ? ''
      : `${durationText(1000 * costSeconds)} of computing for training and ${COST_DAYS} days`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function closeness(first: Survivor, second: Survivor, { pairs, decidedOn }: Recommendation): string {
  const [a, b] = [first.facts.row, second.facts.row];
  const { metric } = a;
  const seen = (b[decidedOn]?.mean ?? 0) - (a[decidedOn]?.mean ?? 0);
  const tested = difference(pairs, b, a);
  const interval = tested === null ? '' : ` (95 % interval ${changeText(metric, tested)})`;
  const verdict =
    tested === null
      ? 'not compared item by item'
      : `${tested.apart ? 'beyond chance' : 'not distinguishable'} on these ${decidedOn} items, adjusted p ${tested.adjusted < 0.001 ? '< 0.001' : `= ${tested.adjusted.toPrecision(2)}`}`;
  return `${shownDifference(metric, seen) > 0 ? '+' : ''}${differenceText(metric, seen)}${interval}, ${verdict}`;
}

/** Why the first is first. */
function reasons({ survivors, decidedOn }: Recommendation, constraints: Constraints): string[] {
  const [first] = survivors;
  if (!first) return [];
  const group = survivors.filter((one) => one.withinMargin);
  const others = survivors.length - group.length;
  const unsure = survivors.filter((one) => one.tied && !one.withinMargin);
  const shown = onTestText(survivors.slice(1));
  const by =
    constraints.requests === null
      ? 'the shortest request'
      : `the least computing for training and ${COST_DAYS} days of requests`;
  const { metric } = first.facts.row;
  const margin = differenceText(metric, constraints.margin).replace('-', '');
  const is = isAccuracy(metric)
    ? `answers the most ${decidedOn} items`
    : `has the best ${metric.title} on ${decidedOn}`;
  return [
    group.length > 1
      ? `${names(group)} are within ${margin} of the best and not distinguishable from it (paired test on the same ${decidedOn} items, Holm-adjusted p ≥ 0.05); of these it needs ${by}.`
      : others === 0
        ? 'It is the only one that keeps to the constraints.'
        : `It ${is} of the ${count(survivors.length, 'method')} within the constraints, ${unsure.length === 0 ? 'beyond chance' : `though ${names(unsure)} cannot be told from it`} (paired test on the same ${decidedOn} items, Holm-adjusted); none is cheaper within ${margin} of it.`,
    ...(shown.length === 0 ? [] : [`Test items, which had no say in it: ${shown.join('; ')}.`]),
    ...breakEvenText(
      first.facts,
      survivors.map((one) => one.facts),
      decidedOn,
    ),
  ];
}

const names = (group: readonly Survivor[]): string => group.map((one) => one.facts.name).join(', ');

const broken = ({ breaches, facts }: Eliminated): string =>
  `${breaches.map((breach) => `${breach.flag}: ${breach.text}`).join('; ')}${accuracyOf(facts)}`;

const accuracyOf = ({ row: { test, metric } }: Facts): string =>
  test === null ? '' : ` (it ${hasScore(metric, scoreText(metric, test.mean))})`;
