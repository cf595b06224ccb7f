/**
 * The largest and smallest of numbers, however many there are. `Math.max(...list)` puts the whole list on the call stack, which overflows
 * at some 120,000: it is for lists of a few.
 */

/** -Infinity where there is none. */
export function largest(numbers: Iterable<number>): number {
  let found = -Infinity;
  for (const n of numbers) found = Math.max(found, n);
  return found;
}

/** Infinity where there is none. */
export function smallest(numbers: Iterable<number>): number {
  let found = Infinity;
  for (const n of numbers) found = Math.min(found, n);
  return found;
}
