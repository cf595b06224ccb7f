/**
 * The leaves of a value, each with its path: the fields that field metrics count. `{"a": {"b": 1}, "c": ["x", "y"]}` has three,
 * a.b = 1, c[] = x, c[] = y.
 *
 * - Elements of a list have one path, so a list is a multiset: an element too many costs one leaf, not all that follow it. Fields of
 *   objects in a list are not told apart by object.
 * - An empty object or list is a leaf.
 * - Strings are compared without regard to case, white space and Unicode form; names of fields as they stand.
 * - Numbers are equal up to a relative tolerance; a number is no string of digits.
 */

/** Numbers paths: of a parent's and a field's name, or null for the elements of a list. */
export type PathIds = (parent: number, name: string | null) => number;

/** The same path has the same number within one of these. A path is kept as its last step, so that deep ones cost no more. */
export function pathIds(): PathIds {
  const ids = new Map<string, number>();
  return (parent, name) => {
    const key = name === null ? `${parent}[]` : `${parent}.${name}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size + 1);
    return ids.size;
  };
}

/** The path of the whole. */
export const ROOT = 0;

/** Leaves as a multiset. */
export interface Leaves {
  size: number;
  /** How often each path with its value occurs, but for numbers. */
  readonly texts: Map<string, number>;
  /** By path. */
  readonly numbers: Map<number, number[]>;
}

export const noLeaves = (): Leaves => ({ size: 0, texts: new Map(), numbers: new Map() });

/** A string as strings are compared. */
export const normalised = (text: string): string =>
  text.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/gu, ' ');

/** One more leaf with a text. */
export function addText(leaves: Leaves, path: number, text: string): void {
  const key = `${path} "${normalised(text)}`;
  leaves.texts.set(key, (leaves.texts.get(key) ?? 0) + 1);
  leaves.size++;
}

/** The leaves of a JSON value, which `readJson` has bounded in depth. */
export function leavesOf(value: unknown, ids: PathIds): Leaves {
  const leaves = noLeaves();
  collect(value, ROOT, ids, leaves);
  return leaves;
}

function collect(value: unknown, path: number, ids: PathIds, leaves: Leaves): void {
  if (typeof value === 'string') return addText(leaves, path, value);
  if (typeof value === 'number') {
    const others = leaves.numbers.get(path);
    if (others === undefined) leaves.numbers.set(path, [value]);
    else others.push(value);
    leaves.size++;
    return;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value);
    for (const [name, part] of parts)
      collect(part, ids(path, Array.isArray(value) ? null : name), ids, leaves);
    if (parts.length > 0) return;
  }
  // true, false, null, {} and []
  const key = `${path} ${JSON.stringify(value)}`;
  leaves.texts.set(key, (leaves.texts.get(key) ?? 0) + 1);
  leaves.size++;
}

/** Whether |a − b| is at most so many times the larger of |a| and |b|. */
const close = (a: number, b: number, tolerance: number): boolean =>
  a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));

/** Leaves in both, as often as they are in both; as many numbers are paired as can be. */
export function sharedLeaves(first: Leaves, second: Leaves, tolerance: number): number {
  let shared = 0;
  for (const [key, count] of first.texts) shared += Math.min(count, second.texts.get(key) ?? 0);
  for (const [path, numbers] of first.numbers)
    shared += closePairs(numbers, second.numbers.get(path) ?? [], tolerance);
  return shared;
}

/** Of both in order, the smaller that has no partner now has none later: the other side only grows. */
function closePairs(first: readonly number[], second: readonly number[], tolerance: number): number {
  const [a, b] = [first.toSorted((x, y) => x - y), second.toSorted((x, y) => x - y)];
  let pairs = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (close(a[i]!, b[j]!, tolerance)) {
      pairs++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return pairs;
}

/** Whether two JSON values are the same whatever the order of fields; lists in order, leaves compared as above. */
export function sameJson(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return close(a, b, tolerance);
  if (typeof a === 'string' && typeof b === 'string') return normalised(a) === normalised(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const other = new Map<string, unknown>(Object.entries(b));
  const entries = Object.entries(a);
  return (
    entries.length === other.size &&
    entries.every(([name, part]) => other.has(name) && sameJson(part, other.get(name), tolerance))
  );
}
