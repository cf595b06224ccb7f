/**
 * Objects whose keys are a file's own names. They have no prototype: a column `constructor` or `__proto__` is a column like any other.
 * `Object.create(null)` would do as well, in twice the memory.
 */
class Cells {
  [column: string]: string;
}
Object.setPrototypeOf(Cells.prototype, null);
Reflect.deleteProperty(Cells.prototype, 'constructor');

/** A row's cells by column, to be filled. */
export const noCells = (): Record<string, string> => new Cells();

/** Of equal names the last. */
export function byName<V>(entries: Iterable<readonly [string, V]>): Readonly<Record<string, V>> {
  const found = Object.create(null) as Record<string, V>;
  for (const [name, value] of entries) found[name] = value;
  return found;
}
