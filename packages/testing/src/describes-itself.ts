/** What a method of any kind says of itself. */
import type { Described } from '@adaptbench/core';
import { expect, it } from 'vitest';

/** Its defaults, its sweep, its fields and its source. */
export function describesItself<C>(method: Described<C>): void {
  it('has defaults that parse and lie within its sweep, all of which parses', () => {
    const defaults = method.config.parse({});
    for (const [field, values] of Object.entries(method.space) as [keyof C & string, readonly unknown[]][]) {
      // A field without a default is left out of the sweep's first configuration.
      expect(defaults[field] === undefined || within(values, defaults[field])).toBe(true);
      for (const value of values) expect(method.config.parse({ [field]: value })).toBeTruthy();
    }
  });

  it('refuses a field that it does not know', () => {
    expect(method.config.safeParse({ noSuchField: 1 }).success).toBe(false);
  });

  it('names its source', () => {
    expect(method.paper.title.length).toBeGreaterThan(10);
    expect(new URL(method.paper.url).protocol).toBe('https:');
  });
}

/** One of the values, or a number between them. */
const within = (values: readonly unknown[], x: unknown): boolean =>
  values.includes(x) ||
  (typeof x === 'number' && values.some((v) => Number(v) < x) && values.some((v) => Number(v) > x));
