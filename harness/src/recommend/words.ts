/** A recommendation in words, for a terminal and for Markdown alike. Pure. */
import { breakEvenText } from './break-even-text.ts';
import { count, percent } from '../writers/text.ts';
import type { Constraints } from './constraints.ts';
import type { Facts } from './facts.ts';
import { COST_DAYS, type Eliminated, type Recommendation, type Survivor } from './recommend.ts';
import { durationText, sizeText } from './units.ts';

export function words(r: Recommendation, c: Constraints, several: boolean): string[] {
  const [first, second] = r.survivors;
  return [
    ...(several ? [`Task ${r.task}`] : []),
    first
      ? `Use ${first.facts.name}: ${evidence(first, c)}`
      : 'Nothing that was measured keeps to these constraints.',
    ...(first && second ? [`Runner-up: ${second.facts.name}, ${closeness(first, second)}.`] : []),
    ...(first ? reasons(r.survivors, c) : []),
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

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function evidence({ facts, costSeconds }: Survivor, c: Constraints): string {
  const { row, request } = facts;
  const test = row.test;
  return [
    test === null
      ? ''
      : `${percent(test.mean)} of ${count(Math.round(test.n), 'test item')} (95 % interval ${percent(test.low)} to ${percent(test.high)}, ${count(test.seeds, 'seed')})`,
    request === null
      ? 'no request timed'
      : `request p50 ${durationText(request.p50Ms)}, p95 ${durationText(request.p95Ms)}${request.serving === 'alone' ? '' : ` (${request.serving})`}`,
    facts.inferenceBytes === null ? '' : `serving peak ${sizeText(facts.inferenceBytes)}`,
    `artefact ${facts.artifactBytes === 0 ? 'none' : sizeText(facts.artifactBytes)}`,
    facts.trains ? `training ${durationText(facts.trainingMs)}` : 'no training',
    costSeconds === null || c.requests === null
      ? ''
      : `${durationText(1000 * costSeconds)} of computing for training and ${COST_DAYS} days`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function closeness(first: Survivor, second: Survivor): string {
  const [a, b] = [first.facts.row.test?.mean ?? 0, second.facts.row.test?.mean ?? 0];
  const difference = `${Math.abs((a - b) * 100).toFixed(1)} points ${b > a ? 'above' : 'below'}`;
  if (second.among)
    return `${difference}, which is not distinguishable on these items${second.p === null ? '' : ` (adjusted p = ${second.p.toPrecision(2)})`}`;
  return `${difference} (adjusted p = ${second.p?.toPrecision(2) ?? 'unknown'})`;
}

/** Why the first is first. */
function reasons(survivors: readonly Survivor[], c: Constraints): string[] {
  const [first] = survivors;
  if (!first) return [];
  const group = survivors.filter((one) => one.among);
  const others = survivors.length - group.length;
  const by =
    c.requests === null
      ? 'the shortest request'
      : `the least computing for training and ${COST_DAYS} days of requests`;
  return [
    group.length === 1
      ? others === 0
        ? 'It is the only one that keeps to the constraints.'
        : `It answers more than the other ${count(others, 'method')} within the constraints, beyond chance (paired test on the same items, Holm-adjusted).`
      : `${group.map((one) => one.facts.name).join(', ')} cannot be told apart by accuracy (paired test on the same items, Holm-adjusted p ≥ 0.05); of these it needs ${by}.`,
    ...breakEvenText(
      first.facts,
      survivors.map((one) => one.facts),
    ),
  ];
}

const broken = ({ breaches, facts }: Eliminated): string =>
  `${breaches.map((breach) => `${breach.flag}: ${breach.text}`).join('; ')}${accuracyOf(facts)}`;

const accuracyOf = ({ row: { test } }: Facts): string =>
  test === null ? '' : ` (it answers ${percent(test.mean)})`;
