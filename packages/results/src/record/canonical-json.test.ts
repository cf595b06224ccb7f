import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalByParts, canonicalJson } from './canonical-json.ts';

/** The definition: every object built anew with its keys in order, as JavaScript then keeps them. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

it('is what sorting the keys of every object gives', () => {
  const key = fc.oneof(
    fc.string(),
    fc.nat(20).map(String),
    fc.constantFrom('__proto__', '-1', '01', '4294967295'),
  );
  const leaf = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value')),
      fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (object) => {
      expect(canonicalJson(object)).toBe(JSON.stringify(sorted(object)));
      expect(canonicalByParts(object)).toBe(JSON.stringify(sorted(object)));
    }),
    { numRuns: 300 },
  );
});
