import fc from 'fast-check';
import { expect, test } from 'vitest';
import { golden } from './__fixtures__/golden.ts';
import { holm } from './holm.ts';

test('by hand: the smallest times m, the next times m − 1, never falling, never above 1', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.5, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
test('as statsmodels has it', () => {
  const [ps, adjusted] = golden.holm;
  for (const [i, p] of holm(ps).entries()) expect(p).toBeCloseTo(adjusted[i]!, 12);
});
test('keeps the order, lies between p and Bonferroni’s m·p', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { maxLength: 12 }), (ps) => {
      const adjusted = holm(ps);
      for (const [i, p] of ps.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, ps.length * p));
        const larger = adjusted.filter((_, j) => ps[j]! > p);
        expect(Math.min(1, ...larger)).toBeGreaterThanOrEqual(adjusted[i]!);
      }
    }),
  );
});
