/**
 * The mean of a property of answers (a share, 0 to 1) over items and seeds, and how sure it is: variance = Var_items + Var_seeds, Student's
 * t with the degrees of freedom of `degrees.ts`, cut to 0…1. An item's luck in one seed is counted in both, since only the spread over
 * items is recorded. So this errs on the wide side. With one seed it is t over its items. Pure.
 */
import { average } from './mean.ts';
import { degreesOfFreedom } from './degrees.ts';
import { t95 } from './student.ts';

export interface MeasureOfSeed {
  /** Mean over the items that have the property. */
  readonly mean: number;
  /** How many those are, and their sample standard deviation (0 of one item); null where it was not written down. */
  readonly items: { readonly n: number; readonly sd: number } | null;
}

export interface MeasureOverSeeds {
  readonly mean: number;
  /** 95 % interval; null where the spread over items is not known, or there are fewer than two items. */
  readonly low: number | null;
  readonly high: number | null;
  /** Items of one seed (mean); null where not known. */
  readonly n: number | null;
}

/** null of no seeds. */
export function measureOverSeeds(seeds: readonly MeasureOfSeed[]): MeasureOverSeeds | null {
  if (seeds.length === 0) return null;
  const centre = average(seeds.map(({ mean }) => mean));
  const items = seeds.flatMap((seed) => seed.items ?? []);
  if (items.length < seeds.length) return { mean: centre, low: null, high: null, n: null };
  const n = average(items.map((of) => of.n));
  if (n < 2) return { mean: centre, low: null, high: null, n };
  const k = seeds.length;
  const itemPart = average(items.map(({ sd, n: of }) => sd ** 2 / of));
  const seedPart = k === 1 ? 0 : seeds.reduce((sum, { mean }) => sum + (mean - centre) ** 2, 0) / (k - 1) / k;
  const total = itemPart + seedPart;
  const parts = [{ variance: seedPart, df: k - 1 }];
  const half =
    total === 0 ? 0 : t95(degreesOfFreedom({ variance: itemPart, df: n - 1 }, parts)) * Math.sqrt(total);
  return { mean: centre, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}
