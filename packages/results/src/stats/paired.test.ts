import { random } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcnemar } from './mcnemar.ts';
import { overSeeds } from './over-seeds.ts';
import { paired } from './paired.ts';
import { t95 } from './student.ts';

const rows = (n: number, seeds: number) =>
  fc.array(
    fc.array(fc.constantFrom('0', '1'), { minLength: n, maxLength: n }).map((a) => a.join('')),
    { minLength: seeds, maxLength: seeds },
  );
const pairs = fc
  .tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain(([n, a, b]) => fc.tuple(rows(n, a), rows(n, b)));

describe('two configurations on the same items', () => {
  test('with one seed each are McNemar’s, and so are seeds that always agree', () => {
    const [a, b] = ['110100', '100111'];
    const { p, low, high, difference } = mcnemar(a, b);
    expect(paired([a], [b])).toEqual({
      difference,
      low,
      high,
      p,
      items: 6,
      seeds: [1, 1],
      test: 'exact McNemar',
    });
    expect(paired([a, a, a], [b, b])).toMatchObject({ p, seeds: [3, 2], test: 'exact McNemar' });
  });
  test('by hand: two seeds that differ, one side without seeds', () => {
    // Shares of A 1 ½ 0 ½, of B 0 0 0 1: d = 1 ½ 0 −½, mean ¼, Σ (d − ¼)² = 5/4.
    // The rest of A: Σ (y − ½)² = 2, of it 2 · ½ the items’ and 0 the seeds’, so 1 over 3 degrees of freedom.
    const it = paired(['1100', '1001'], ['0001'])!;
    const error = Math.sqrt(5 / 4 / 12 - 1 / 3 / 8);
    expect(it.difference).toBeCloseTo(0.25, 12);
    expect(it.difference - it.low).toBeCloseTo(t95(3) * error, 9);
  });
  test('of no items or no seeds are nothing; one item says nothing', () => {
    expect(paired([''], [''])).toBeNull();
    expect(paired(['1'], [])).toBeNull();
    expect(paired([], ['1'])).toBeNull();
    expect(paired(['1', '0'], ['0'])).toMatchObject({ low: -1, high: 1, p: 1 });
  });
  test('turn with the two exchanged, do not care for the order of seeds, agree in p and interval', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const it = paired(a, b)!;
        const back = paired(b.toReversed(), a.toReversed())!;
        expect(back.difference).toBeCloseTo(-it.difference, 12);
        expect(back.low).toBeCloseTo(-it.high, 9);
        expect(back.p).toBeCloseTo(it.p, 9);
        expect(it.low).toBeLessThanOrEqual(it.high);
        const exact = it.test === 'exact McNemar' || Math.abs(it.p - 0.05) < 1e-9;
        expect(exact || it.p < 0.05 === (it.low > 0 || it.high < 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  test('are told apart where their own intervals overlap, when they fail on the same items', () => {
    const draw = random(0, 'paired');
    const ease = Array.from({ length: 1000 }, () => draw.uniform());
    const ask = (bonus: number) =>
      ease.map((e) => (e + bonus + 0.1 * draw.normal() > 0.5 ? '1' : '0')).join('');
    const [first, second] = [0.05, 0].map((bonus) => [ask(bonus), ask(bonus), ask(bonus)]) as [
      string[],
      string[],
    ];
    const it = paired(first, second)!;
    expect(it.p).toBeLessThan(0.05);
    expect(overSeeds(first, true).low).toBeLessThan(overSeeds(second, true).high);
  });
});
