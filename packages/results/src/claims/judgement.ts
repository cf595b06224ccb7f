/** What a rule says of a claim, and how judgements on several curves come together. Pure. */
import { LEVEL, type PairTested, testFamily } from '../stats/family.ts';
import { type Groups, type Scores, meanScore } from '../stats/scores.ts';
import type { Spread } from '../stats/spread.ts';
import { percent, pValue } from '../text.ts';

export type Verdict = 'supported' | 'contradicted' | 'not decided here';

export interface Judgement {
  readonly verdict: Verdict;
  /** The numbers behind it, a sentence each. */
  readonly evidence: readonly string[];
}

/** Differences of accuracy below this are too small to matter to these claims. */
export const MARGIN = 0.03;

/** A configuration's answers to the test items. */
export interface Group {
  /** E.g. `length 16`. */
  readonly label: string;
  /** Value of what a curve runs over. */
  readonly x: number;
  /** Of each seed its scores. */
  readonly outcomes: readonly Scores[];
  readonly groups?: Groups;
  /** Of seeds, with the help of its kind; null where nothing is borrowed. */
  readonly spread: Spread | null;
  /** What there are several of, where it is not seeds. */
  readonly drawn?: string;
  /** Nothing is drawn: one seed stands for all. */
  readonly fixed?: boolean;
}
/** Configurations that differ in one setting alone, asked the same items; by x. */
export interface Curve {
  readonly label: string;
  readonly groups: readonly Group[];
}

/** `first`'s accuracy less `second`'s, on the same items. */
export type Compared = PairTested<Group>;

export const testGroups = (
  pairs: readonly (readonly [first: Group, second: Group])[],
  others: readonly number[] = [],
) => testFamily(pairs, (group) => group, others);

export const higher = ({ difference, adjusted }: Compared): boolean => adjusted < LEVEL && difference > 0;
export const lower = ({ difference, adjusted }: Compared): boolean => adjusted < LEVEL && difference < 0;

/** Curves that agree decide; those that cannot tell do not count against them; those that disagree leave it open. */
export function together(judgements: readonly Judgement[]): Judgement {
  const evidence = judgements.flatMap((judgement) => judgement.evidence);
  const says = (verdict: Verdict): boolean => judgements.some((judgement) => judgement.verdict === verdict);
  if (says('supported') === says('contradicted')) return { verdict: 'not decided here', evidence };
  return { verdict: says('supported') ? 'supported' : 'contradicted', evidence };
}

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
/** Each seed's accuracy, in [0, 1]. */
export const shares = ({ outcomes }: Group): number[] => outcomes.map(meanScore);
/** `82.1 %`. */
const accuracy = (group: Group): string => percent(mean(shares(group)));

const points = (share: number): string => (100 * share).toFixed(1);

/** `length 16 (82.1 %) less length 64 (78.0 %): 4.1 points, 95 % interval 0.3 to 7.9, …`. */
export function comparedText({
  first,
  second,
  difference,
  low,
  high,
  adjusted,
  items,
  seeds,
  test,
}: Compared): string {
  const [noun, [a, b]] = [first.drawn ?? 'seeds', seeds];
  const drawn =
    a === 1 && b === 1 && noun === 'seeds' ? '1 seed' : `${a === b ? a : `${a} and ${b}`} ${noun}`;
  return (
    `${first.label} (${accuracy(first)}) less ${second.label} (${accuracy(second)}): ${points(difference)} points, ` +
    `95 % interval ${points(low)} to ${points(high)} (${test === 'exact McNemar' ? 'McNemar’s exact test' : `paired test over items and ${noun}`}, ` +
    `Holm’s p ${pValue(adjusted)}; ${items} items, ${drawn})`
  );
}

/** `length: 1 82.0 %, 4 84.1 % …`. */
export const curveText = ({ label, groups }: Curve): string =>
  `${label}: ${groups.map((group) => `${group.label} ${accuracy(group)}`).join(', ')} (${groups[0]?.outcomes[0]?.length ?? 0} items, ${seedsText(groups)})`;

function seedsText(groups: readonly Group[]): string {
  const counts = [...new Set(groups.map(({ outcomes }) => outcomes.length))].toSorted((a, b) => a - b);
  return counts.length === 1 && counts[0] === 1 ? '1 seed' : `${counts.join(' or ')} seeds`;
}
