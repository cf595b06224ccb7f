import fc from 'fast-check';
import { expect, test } from 'vitest';
import { golden } from './__fixtures__/golden.ts';
import { mcnemar } from './mcnemar.ts';

/** Of each kind of item so many: only the first right, only the second, both, neither. */
const table = (onlyFirst: number, onlySecond: number, both = 0, neither = 0) =>
  mcnemar(
    '1'.repeat(onlyFirst) + '0'.repeat(onlySecond) + '1'.repeat(both) + '0'.repeat(neither),
    '0'.repeat(onlyFirst) + '1'.repeat(onlySecond) + '1'.repeat(both) + '0'.repeat(neither),
  );

test('p and mid-p are those of statsmodels and scipy', () => {
  for (const [b, c, p, mid] of golden.mcnemar) {
    const it = table(b, c, 9, 7);
    expect(it).toMatchObject({ onlyFirst: b, onlySecond: c });
    expect(it.p / p).toBeCloseTo(1, 9);
    expect(it.midP / mid).toBeCloseTo(1, 9);
  }
});

test('airway hyper-responsiveness before and after stem cell transplantation (Bentur et al. 2009)', () => {
  // Fagerland, Lydersen & Laake 2013, table 1: 1 both, 1 before only, 7 after only, 12 neither; p 0.070, mid-p 0.039.
  // Bonett & Price’s interval by hand: (2 − 8) / 23 ± 1.96 √((10/23 − 36/529) / 23).
  const it = table(1, 7, 1, 12);
  expect(it.p).toBeCloseTo(0.0703, 4);
  expect(it.midP).toBeCloseTo(0.0391, 4);
  expect(it.difference).toBeCloseTo(-6 / 21, 12);
  expect(it.low).toBeCloseTo(-0.50836, 5);
  expect(it.high).toBeCloseTo(-0.01338, 5);
});

test('items on which the two agree change p by nothing; exchanging the two turns the difference', () => {
  const some = fc.nat(30);
  fc.assert(
    fc.property(some, some, some, some, (b, c, both, neither) => {
      fc.pre(b + c + both + neither > 0);
      const [one, turned] = [table(b, c, both, neither), table(c, b, neither, both)];
      expect(one.p).toBe(table(b, c, 1).p);
      expect(one.midP).toBeLessThanOrEqual(one.p);
      expect(turned.p).toBeCloseTo(one.p, 12);
      expect(turned.difference).toBeCloseTo(-one.difference, 12);
      expect(turned.low).toBeCloseTo(-one.high, 12);
    }),
  );
});
