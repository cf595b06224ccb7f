/**
 * Objects whose keys are a file's own names. They have no prototype: a column `constructor` or `__proto__` is a column like any other.
 * `Object.create(null)` would do, in twice the memory.
 */
class Named<V> {
  [name: string]: V;
}
Object.setPrototypeOf(Named.prototype, null);
Reflect.deleteProperty(Named.prototype, 'constructor');

/** An object without a prototype, to be filled. */
export const named = <V>(): Record<string, V> => new Named<V>();
