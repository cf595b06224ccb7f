/** Several ways of asking the same items: their mean, spread, best and worst, and two kinds of them paired on the items. Pure. */
import { average } from './mean.ts';
import { t95 } from './student.ts';

export interface Way {
  readonly name: string;
  readonly tags: readonly string[];
  /** One digit an item, 1 right and 0 not; the same items in the same order for all ways. */
  readonly outcomes: string;
}

export interface OverWays {
  readonly n: number;
  /** Share of right answers, mean over ways. */
  readonly mean: number;
  /** Sample standard deviation of the ways' shares; null of one way. */
  readonly sd: number | null;
  readonly best: { readonly name: string; readonly share: number };
  readonly worst: { readonly name: string; readonly share: number };
}

export interface PairedTags {
  /** Mean over items of (share of the first kind's ways that are right − that of the second kind). */
  readonly difference: number;
  /** 95 % interval of that mean, by Student's t over items. */
  readonly low: number;
  readonly high: number;
}

const sampleSd = (xs: readonly number[]): number => {
  const m = average(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - m) ** 2, 0) / (xs.length - 1));
};
const digits = (way: Way): number[] => Array.from(way.outcomes, Number);

/** null of no ways or no items. The first of equals is best, the last worst. */
export function overWays(ways: readonly Way[]): OverWays | null {
  const asked = ways.filter((way) => way.outcomes.length > 0);
  const shares = asked.map((way) => ({ name: way.name, share: average(digits(way)) }));
  const [best] = shares.toSorted((a, b) => b.share - a.share);
  const worst = shares.toSorted((a, b) => b.share - a.share).at(-1);
  if (best === undefined || worst === undefined) return null;
  const values = shares.map(({ share }) => share);
  return {
    n: shares.length,
    mean: average(values),
    sd: values.length < 2 ? null : sampleSd(values),
    best,
    worst,
  };
}

/** Ways with one tag against those with another; null where either is missing or there are fewer than two items. */
export function pairedTags(ways: readonly Way[], first: string, second: string): PairedTags | null {
  const [a, b] = [first, second].map((tag) => ways.filter((way) => way.tags.includes(tag)).map(digits));
  const items = a?.[0]?.length ?? 0;
  if (items < 2 || b?.[0] === undefined) return null;
  const share = (kind: readonly number[][], i: number): number =>
    average(kind.map((outcomes) => outcomes[i]!));
  const differences = Array.from({ length: items }, (_, i) => share(a!, i) - share(b, i));
  const difference = average(differences);
  const half = (t95(items - 1) * sampleSd(differences)) / Math.sqrt(items);
  return { difference, low: difference - half, high: difference + half };
}
