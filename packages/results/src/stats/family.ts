/** Paired tests that belong together: one level for all of them, by Holm's adjustment. */
import { holm } from './holm.ts';
import { type Paired, paired } from './paired.ts';
import type { Groups, Scores } from './scores.ts';
import type { Spread } from './spread.ts';

/** Probability of telling apart any two that are equal, over all tests of a family. */
export const LEVEL = 0.05;

/** What a test knows of a configuration. */
export interface Tested {
  /** Of each seed its scores. */
  readonly outcomes: readonly Scores[];
  /** What the items belong to, where they are no independent draws. */
  readonly groups?: Groups;
  /** null where nothing is borrowed. */
  readonly spread: Spread | null;
}

export interface PairTested<T> extends Paired {
  readonly first: T;
  readonly second: T;
  /** Holm's p over the family. */
  readonly adjusted: number;
}

/**
 * The paired test of each pair, and Holm's p over all. `others`: p of tests of another kind that belong to the family. Pairs that cannot
 * be tested are left out.
 */
export function testFamily<T>(
  pairs: readonly (readonly [first: T, second: T])[],
  of: (one: T) => Tested,
  others: readonly number[] = [],
): { readonly pairs: PairTested<T>[]; readonly others: number[] } {
  const tested = pairs.flatMap(([first, second]) => {
    const [a, b] = [of(first), of(second)];
    const test = paired(a.outcomes, b.outcomes, [a.spread, b.spread], a.groups ?? null);
    return test === null ? [] : [{ first, second, ...test }];
  });
  const adjusted = holm([...tested.map(({ p }) => p), ...others]);
  return {
    pairs: tested.map((test, i) => Object.assign(test, { adjusted: adjusted[i] ?? 1 })),
    others: adjusted.slice(tested.length),
  };
}

/** Every two, the one that comes earlier first. */
export const everyTwo = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((first, i) => all.slice(i + 1).map((second): [T, T] => [first, second]));
