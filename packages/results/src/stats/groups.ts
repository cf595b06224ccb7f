/**
 * Which of several things cannot be told apart, from a test of every pair: a compact letter display (insert and absorb; Piepho
 * 2004). Two things share a letter exactly where their pair is not distinguishable. "Not distinguishable" is no equivalence: a and
 * b, b and c may be so while a and c are not; then b has two letters.
 */

/** Of things in an order there are no more sets than things; of pairs apart without order there may be 3^(things / 3). */
const MOST_SETS = 500;

/**
 * The letters of 0 … count − 1, in that order best first: `a` is the set of the first. `apart(i, j)`, i < j: whether the two are
 * distinguishable.
 */
export function letters(count: number, apart: (i: number, j: number) => boolean): string[] {
  const ordered = (largestSets(count, apart) ?? enoughSets(count, apart)).toSorted((a, b) =>
    compare([...a], [...b]),
  );
  return Array.from({ length: count }, (_, i) =>
    ordered.flatMap((set, at) => (set.has(i) ? [letter(at)] : [])).join(''),
  );
}

/** All sets of things that cannot be told apart and lie in no other; null where they are too many. */
function largestSets(
  count: number,
  apart: (i: number, j: number) => boolean,
): readonly ReadonlySet<number>[] | null {
  let sets: ReadonlySet<number>[] = count === 0 ? [] : [new Set(Array.from({ length: count }, (_, i) => i))];
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      if (apart(i, j)) sets = absorbed(sets.flatMap((set) => split(set, i, j)));
      if (sets.length > MOST_SETS) return null;
    }
  return sets;
}

/** So many of them that each pair which cannot be told apart, and each thing, is in one: at most one per pair and thing. */
function enoughSets(count: number, apart: (i: number, j: number) => boolean): readonly ReadonlySet<number>[] {
  const sets: ReadonlySet<number>[] = [];
  for (let i = 0; i < count; i++)
    for (let j = i; j < count; j++) {
      if ((i < j && apart(i, j)) || sets.some((set) => set.has(i) && set.has(j))) continue;
      const members = [...new Set([i, j])];
      for (let k = 0; k < count; k++)
        if (members.every((m) => m !== k && !apart(Math.min(m, k), Math.max(m, k)))) members.push(k);
      sets.push(new Set(members.toSorted((a, b) => a - b)));
    }
  return sets;
}

/** A set that holds both becomes two with one each. */
function split(set: ReadonlySet<number>, i: number, j: number): ReadonlySet<number>[] {
  if (!set.has(i) || !set.has(j)) return [set];
  return [j, i].map((out) => new Set([...set].filter((member) => member !== out)));
}

/** Sets that lie in no other; of equals the first. */
const absorbed = (sets: readonly ReadonlySet<number>[]): ReadonlySet<number>[] =>
  sets.filter(
    (set, at) =>
      !sets.some((other, b) => b !== at && inside(set, other) && (set.size < other.size || b < at)),
  );

const inside = (set: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
  set.size <= other.size && [...set].every((member) => other.has(member));

/** By the first member that differs; sets keep the order 0, 1, 2 … */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) return 1;
    if (x !== y) return x - y;
  }
  return -1;
}

/** a … z, then a2 … z2, so that letters written together can be read apart. */
function letter(at: number): string {
  const round = Math.floor(at / 26);
  return String.fromCodePoint(97 + (at % 26)) + (round === 0 ? '' : String(round + 1));
}
