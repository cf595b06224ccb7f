/** What a rule says of a claim, and how findings about several curves come together. Pure. */
import { type Paired, holm, paired } from '@adaptbench/results';

export type Verdict = 'supported' | 'contradicted' | 'not decided here';

export interface Finding {
  readonly verdict: Verdict;
  /** The numbers behind it, a sentence each. */
  readonly evidence: readonly string[];
}

/** Probability of a false rejection, over all tests of a claim together (Holm). */
export const LEVEL = 0.05;
/** Differences of accuracy below this are too small to matter to these claims. */
export const MARGIN = 0.03;

/** A configuration's answers to the test items. */
export interface Group {
  /** E.g. `length 16`. */
  readonly label: string;
  /** Value of what a curve runs over. */
  readonly x: number;
  /** A string a seed, one digit an item. */
  readonly outcomes: readonly string[];
  /** What there are several of, where it is not seeds. */
  readonly drawn?: string;
}
/** Configurations that differ in one setting alone, asked the same items; by x. */
export interface Curve {
  readonly label: string;
  readonly groups: readonly Group[];
}

/** The first's accuracy less the second's, on the same items. */
export interface Compared extends Paired {
  readonly first: Group;
  readonly second: Group;
  /** Holm's p over all tests of the claim. */
  readonly adjusted: number;
}

/** All tests of a claim at once; `others`: p of tests of another kind that belong to it too. */
export function compareAll(
  pairs: readonly (readonly [first: Group, second: Group])[],
  others: readonly number[] = [],
): { readonly compared: Compared[]; readonly others: number[] } {
  const tested = pairs.flatMap(([first, second]) => {
    const test = paired(first.outcomes, second.outcomes);
    return test === null ? [] : [{ first, second, ...test }];
  });
  const adjusted = holm([...tested.map(({ p }) => p), ...others]);
  return {
    compared: tested.map((test, i) => Object.assign(test, { adjusted: adjusted[i]! })),
    others: adjusted.slice(tested.length),
  };
}

/** Every two, the one that comes earlier first. */
export const everyTwo = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((first, i) => all.slice(i + 1).map((second): [T, T] => [first, second]));

export const higher = ({ difference, adjusted }: Compared): boolean => adjusted < LEVEL && difference > 0;
export const lower = ({ difference, adjusted }: Compared): boolean => adjusted < LEVEL && difference < 0;

/** Curves that agree decide; those that cannot tell do not count against them; those that disagree leave it open. */
export function together(findings: readonly Finding[]): Finding {
  const evidence = findings.flatMap((finding) => finding.evidence);
  const says = (verdict: Verdict): boolean => findings.some((finding) => finding.verdict === verdict);
  if (says('supported') === says('contradicted')) return { verdict: 'not decided here', evidence };
  return { verdict: says('supported') ? 'supported' : 'contradicted', evidence };
}

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const share = (row: string): number => (row.split('1').length - 1) / row.length;
/** Each seed's accuracy, in [0, 1]. */
export const shares = ({ outcomes }: Group): number[] => outcomes.map(share);
/** `82.1 %`. */
const accuracy = (group: Group): string => `${(100 * mean(shares(group))).toFixed(1)} %`;

const points = (share: number): string => (100 * share).toFixed(1);
export const pText = (p: number): string => (p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`);

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
    `Holm’s ${pText(adjusted)}; ${items} items, ${drawn})`
  );
}

/** `length: 1 82.0 %, 4 84.1 % …`. */
export const curveText = ({ label, groups }: Curve): string =>
  `${label}: ${groups.map((group) => `${group.label} ${accuracy(group)}`).join(', ')} (${groups[0]?.outcomes[0]?.length ?? 0} items, ${seedsText(groups)})`;

function seedsText(groups: readonly Group[]): string {
  const counts = [...new Set(groups.map(({ outcomes }) => outcomes.length))].toSorted((a, b) => a - b);
  return counts.length === 1 && counts[0] === 1 ? '1 seed' : `${counts.join(' or ')} seeds`;
}
