/** A recommendation in words, for a terminal and for Markdown alike. Pure. */
import { breakEvenText } from './break-even-text.ts';
import { count, percent, points } from '../text.ts';
import type { Constraints } from './constraints.ts';
import { difference } from '../tables/compare.ts';
import type { Facts } from './facts.ts';
import { seedsText } from '../tables/rows.ts';
import { COST_DAYS, recommended } from './recommend.ts';
import type { Eliminated, Recommendation, Survivor } from './recommendation.ts';
import { durationText, sizeText } from '../amounts.ts';

export function recommendationText(r: Recommendation, c: Constraints, several: boolean): string[] {
  const first = recommended(r);
  const [, second] = r.survivors;
  return [
    ...(several ? [`Task ${r.task}`] : []),
    first ? `Use ${first.facts.name}: ${evidence(first, c)}` : nothing(r),
    ...(first && second ? [`Runner-up: ${second.facts.name}, ${closeness(first, second, r)}.`] : []),
    ...(first ? reasons(r, c) : []),
    ...section(
      'In order:',
      r.survivors.map((one, i) => `${i + 1}. ${one.facts.name}: ${evidence(one, c)}`),
    ),
    ...section(
      'Kept out:',
      r.eliminated.map((one) => `${one.facts.name}: ${broken(one)}`),
    ),
    ...section(
      'Variants kept out of methods that are in:',
      r.variants.map((one) => `${one.facts.name}: ${broken(one)}`),
    ),
    ...section(
      'What measuring could change the answer, most first:',
      r.open.map((question) => question.text),
    ),
  ];
}

const nothing = ({ survivors, decidedOn }: Recommendation): string =>
  survivors.length === 0
    ? 'Nothing that was measured keeps to these constraints.'
    : `Nothing is recommended: what keeps to the constraints answers no ${decidedOn} item at all.`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function evidence({ facts, costSeconds }: Survivor, c: Constraints): string {
  const { row, request } = facts;
  const { test, validation } = row;
  return [
    test === null
      ? ''
      : `${percent(test.mean)} of ${count(Math.round(test.n), 'test item')} (95 % interval ${percent(test.low)} to ${percent(test.high)}, ${seedsText(row)}${validation === null ? '' : `; ${percent(validation.mean)} of validation`})`,
    request === null
      ? 'no request timed'
      : `request p50 ${durationText(request.p50Ms)}, p95 ${durationText(request.p95Ms)}${request.serving === 'alone' ? '' : ` (${request.serving})`}`,
    facts.inferenceBytes === null ? '' : `serving memory ${sizeText(facts.inferenceBytes)}`,
    `artefact ${facts.artifactBytes === 0 ? 'none' : sizeText(facts.artifactBytes)}`,
    facts.trains ? `training ${durationText(facts.trainingMs)}` : 'no training',
    costSeconds === null || c.requests === null
      ? ''
      : `${durationText(1000 * costSeconds)} of computing for training and ${COST_DAYS} days`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function closeness(first: Survivor, second: Survivor, { pairs, decidedOn }: Recommendation): string {
  const [a, b] = [first.facts.row, second.facts.row];
  const seen = (b[decidedOn]?.mean ?? 0) - (a[decidedOn]?.mean ?? 0);
  const tested = difference(pairs, b, a);
  const interval = tested === null ? '' : ` (95 % interval ${points(tested.low)} to ${points(tested.high)})`;
  const verdict =
    tested === null
      ? 'not compared item by item'
      : `${tested.apart ? 'beyond chance' : 'not distinguishable'} on these ${decidedOn} items, adjusted p ${tested.adjusted < 0.001 ? '< 0.001' : `= ${tested.adjusted.toPrecision(2)}`}`;
  return `${seen > 0 ? '+' : ''}${points(seen)} points${interval}, ${verdict}`;
}

/** Why the first is first. */
function reasons({ survivors, decidedOn }: Recommendation, c: Constraints): string[] {
  const [first] = survivors;
  if (!first) return [];
  const group = survivors.filter((one) => one.withinMargin);
  const others = survivors.length - group.length;
  const unsure = survivors.filter((one) => one.tied && !one.withinMargin);
  const by =
    c.requests === null
      ? 'the shortest request'
      : `the least computing for training and ${COST_DAYS} days of requests`;
  const margin = `${points(c.margin)} points`;
  return [
    group.length > 1
      ? `${names(group)} are within ${margin} of the best and not distinguishable from it (paired test on the same ${decidedOn} items, Holm-adjusted p ≥ 0.05); of these it needs ${by}.`
      : others === 0
        ? 'It is the only one that keeps to the constraints.'
        : `It answers the most ${decidedOn} items of the ${count(survivors.length, 'method')} within the constraints, ${unsure.length === 0 ? 'beyond chance' : `though ${names(unsure)} may only seem to be behind`} (paired test on the same ${decidedOn} items, Holm-adjusted); none is cheaper within ${margin} of it.`,
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

const accuracyOf = ({ row: { test } }: Facts): string =>
  test === null ? '' : ` (it answers ${percent(test.mean)})`;
