import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dim, addDims, canonical, mulDims, resolve, subDims, symbolsOf, terms } from './dim.ts';

const symbol = fc.constantFrom('B', 'T', 'P', 'nPast');
const leaf: fc.Arbitrary<Dim> = fc.oneof(symbol, fc.integer({ min: -5, max: 9 }));
/** Polynomials, built as programs build them. */
const dim: fc.Arbitrary<Dim> = fc
  .array(fc.array(leaf, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((sum) => addDims(...sum.map((factors) => mulDims(...factors))));
const env = fc.record({ B: fc.nat(9), T: fc.nat(9), P: fc.nat(9), nPast: fc.nat(9) });

describe('dimensions are a ring, and equal ones are ===', () => {
  it('adds and multiplies in any order and grouping', () => {
    fc.assert(
      fc.property(dim, dim, dim, (a, b, c) => {
        expect(addDims(a, b)).toBe(addDims(b, a));
        expect(mulDims(a, b)).toBe(mulDims(b, a));
        expect(addDims(addDims(a, b), c)).toBe(addDims(a, addDims(b, c)));
        expect(mulDims(mulDims(a, b), c)).toBe(mulDims(a, mulDims(b, c)));
        expect(mulDims(a, addDims(b, c))).toBe(addDims(mulDims(a, b), mulDims(a, c)));
      }),
    );
  });

  it('has 0, 1 and differences', () => {
    fc.assert(
      fc.property(dim, dim, (a, b) => {
        expect(addDims(a, 0)).toBe(a);
        expect(mulDims(a, 1)).toBe(a);
        expect(mulDims(a, 0)).toBe(0);
        expect(subDims(a, a)).toBe(0);
        expect(addDims(subDims(a, b), b)).toBe(a);
      }),
    );
  });

  it('knows numbers by their arithmetic', () => {
    fc.assert(
      fc.property(dim, dim, env, (a, b, e) => {
        expect(resolve(addDims(a, b), e)).toBe(resolve(a, e) + resolve(b, e));
        expect(resolve(subDims(a, b), e)).toBe(resolve(a, e) - resolve(b, e));
        // + 0: a product of 0 and a negative number is -0
        expect(resolve(mulDims(a, b), e)).toBe(resolve(a, e) * resolve(b, e) + 0);
      }),
    );
  });

  it('writes a canonical form once', () => {
    fc.assert(
      fc.property(dim, (d) => {
        expect(canonical(d)).toBe(typeof d === 'number' && d < 0 ? null : d);
        expect(addDims(...terms(d).map((t) => mulDims(t.coefficient, ...t.symbols)))).toBe(d);
      }),
    );
    expect(['T*B', 'T+P', '2*B+B', 'B*2', 'T+-1+1', '3*2', 7].map(canonical)).toEqual([
      'B*T',
      'P+T',
      '3*B',
      '2*B',
      'T',
      6,
      7,
    ]);
  });

  it.each(['', 'T-1', 'B**T', '+T', 'B*', 'a_b', ' T', '1.5', '2T', '-3', -1, 0.5, NaN])(
    'does not take %s for a dimension',
    (d) => expect(canonical(d)).toBe(null),
  );
});

it('names the symbol that has no value', () => {
  expect(symbolsOf('2*B*T+P+B')).toEqual(['B', 'T', 'P']);
  expect(() => resolve('B*T', { B: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[RangeError: dimension B*T: "T" has no value; known are B]`,
  );
});
