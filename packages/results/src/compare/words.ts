/** A comparison in sentences: the verdict, what may not be compared, what changed, what cannot be judged. */
import { groupBy } from '../tables/group.ts';
import { count, pValue } from '../text.ts';
import type { ComparedRow, RunComparison, Finding, RowState } from './schema.ts';

export interface Words {
  readonly headline: string;
  /** Each a sentence or two. */
  readonly lines: readonly string[];
}

export function comparisonText(comparison: RunComparison): Words {
  return { headline: headline(comparison), lines: [...around(comparison), ...rowLines(comparison)] };
}

function headline({ verdict, rows, tests }: RunComparison): string {
  const worse = rows.filter((row) => isWorse(row)).length;
  switch (verdict) {
    case 'regression':
      return `Regression: ${worse} of ${count(rows.length, 'row')} ${worse === 1 ? 'is' : 'are'} worse beyond noise.`;
    case 'no regression':
      return `No regression: nothing is worse beyond noise in ${count(rows.length, 'row')} (${count(tests, 'test')}).`;
    case 'not comparable':
      return rows.length === 0
        ? 'Not comparable: the runs have no row in common.'
        : 'Not comparable: the rows that the runs have in common have nothing that can be compared.';
  }
}

const isWorse = ({ states, findings }: ComparedRow): boolean =>
  states.verdict === 'worse' || findings.some(({ verdict }) => verdict === 'worse');

function around({ machine, rows, differences, shifts, added, removed }: RunComparison): string[] {
  const otherwise = rows.flatMap((row) => {
    const refused = row.findings.filter(
      ({ verdict, reason }) => verdict === 'refused' && reason !== 'other machine',
    );
    return groupBy(refused, ({ reason }) => reason).map(
      (same) =>
        `${name(row)}: not compared, because it ran otherwise (${same[0]?.reason ?? ''}): ${same.map(({ figure }) => figure).join(', ')}.`,
    );
  });
  return [
    ...(machine.length === 0
      ? []
      : [`Times and memory are not compared, because the machines differ: ${machine.join('; ')}.`]),
    ...otherwise,
    ...differences.map((text) => `${text[0]?.toUpperCase()}${text.slice(1)}.`),
    ...shifts,
    ...only('new', added),
    ...only('old', removed),
  ];
}

/** Names of rows that a sentence holds; the JSON has all of them. */
const MOST_NAMES = 8;

function only(which: string, rows: RunComparison['added']): string[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, MOST_NAMES).map(name).join('; ');
  const more = rows.length > MOST_NAMES ? `; and ${rows.length - MOST_NAMES} more` : '';
  return [`Only in the ${which} run: ${names}${more}.`];
}

function rowLines({ rows, tests }: RunComparison): string[] {
  return [
    ...rows.flatMap((row) => stateLine(row)),
    ...rows.flatMap((row) =>
      row.findings.flatMap((finding) => {
        const text = findingText(finding, tests);
        return text === null ? [] : [`${name(row)}: ${text}`];
      }),
    ),
    ...answers(rows),
    ...unknown(rows),
    ...notes(rows),
  ];
}

const name = ({
  task,
  method,
  configuration,
}: Pick<ComparedRow, 'task' | 'method' | 'configuration'>): string => `${task}, ${method} (${configuration})`;

function stateLine(row: ComparedRow): string[] {
  const { old, new: now, verdict } = row.states;
  if (verdict === 'same') return [];
  const why = verdict === 'worse' && now.reason !== '' ? `: ${now.reason}` : '';
  return [
    `${name(row)}: ${stateText(old)} → ${stateText(now)}${verdict === 'worse' ? ', a regression' : ''}${why}.`,
  ];
}

const stateText = ({ planned, done, failed, skipped }: RowState): string =>
  [
    `${done} of ${planned} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ].join(', ');

/** null where nothing is to be said. */
function findingText(finding: Finding, tests: number): string | null {
  const { verdict, test, adjustedP } = finding;
  if (verdict !== 'worse' && verdict !== 'better' && verdict !== 'changed') return null;
  const end = verdict === 'worse' ? 'A regression.' : verdict === 'better' ? 'An improvement.' : '';
  const by =
    adjustedP === null
      ? 'exact'
      : `95 % interval ${signed(finding.low, digitsOf(finding))} to ${signed(finding.high, digitsOf(finding))}; ${test}; p ${pValue(adjustedP)} after Holm over ${count(tests, 'test')}`;
  return `${finding.figure} ${from(finding)} (${by}). ${end}`.trimEnd();
}

function from(finding: Finding): string {
  const { old, new: now, unit, change, group } = finding;
  const verb = (now ?? 0) > (old ?? 0) ? 'rose' : 'fell';
  const changeUnit = group !== 'accuracy' ? ' %' : unit === '%' ? ' points' : '';
  const size = change === null ? '' : `, ${signed(change, digitsOf(finding))}${changeUnit}`;
  return `${verb} from ${figureText(old)} to ${figureText(now)}${unit === '' ? '' : ` ${unit}`}${size}`;
}

/** Scores in a unit of their own may be small. */
const digitsOf = ({ group, unit }: Finding): number => (group === 'accuracy' && unit !== '%' ? 3 : 1);

/** With the same seeds the same program gives the same answers. */
function answers(rows: readonly ComparedRow[]): string[] {
  const compared = rows.flatMap((row) => (row.answers ? [{ row, ...row.answers }] : []));
  if (compared.length === 0) return [];
  const other = compared.filter(({ changed }) => changed > 0);
  const all = `Answers of the same seeds to the same items, of ${count(compared.length, 'row')}`;
  if (other.length === 0) return [`${all}: all are right or wrong as before.`];
  return [
    `${all}: changed in ${other.length}: ${other.map(({ row, changed, compared }) => `${name(row)} ${changed} of ${compared}`).join('; ')}.`,
  ];
}

/** Why figures cannot be judged, each reason once. */
function unknown(rows: readonly ComparedRow[]): string[] {
  const all = rows.flatMap((row) =>
    row.findings.flatMap((finding) => (finding.verdict === 'unknown' ? [{ row, finding }] : [])),
  );
  return groupBy(all, ({ finding }) => `${finding.figure} ${finding.reason}`).map((same) => {
    const { figure, reason } = same[0]!.finding;
    return `Not judged: ${figure} of ${named(same, rows)} (${reason}).`;
  });
}

/** Each note once, with the rows that it is about. */
function notes(rows: readonly ComparedRow[]): string[] {
  const all = rows.flatMap((row) => row.notes.map((note) => ({ row, note })));
  return groupBy(all, ({ note }) => note).map(
    (same) => `${named(same, rows, 'All rows')}: ${same[0]!.note}.`,
  );
}

/** The rows of what was said of several, in a list of all that were compared. */
function named(
  same: readonly { readonly row: ComparedRow }[],
  rows: readonly ComparedRow[],
  all = 'all rows',
): string {
  return same.length === rows.length && rows.length > 1 ? all : same.map(({ row }) => name(row)).join('; ');
}

const signed = (value: number | null, digits: number): string =>
  value === null ? 'unknown' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

/** Four digits, or all of a whole number. */
export function figureText(value: number | null): string {
  if (value === null) return 'unknown';
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
