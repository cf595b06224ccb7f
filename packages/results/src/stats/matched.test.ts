import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { matched } from './matched.ts';
import { mcnemar } from './mcnemar.ts';

describe('the same draws on both sides', () => {
  test('with one seed are McNemar’s exact test', () => {
    const { p, low, high, difference } = mcnemar('1110110100', '1000010100');
    expect(matched(['1110110100'], ['1000010100'])).toEqual({ p, low, high, difference });
  });
  test('that give the same answers do not differ', () => {
    const found = matched(['1100', '1010'], ['1100', '1010']);
    expect(found).toMatchObject({ difference: 0, p: 1 });
    expect(found.low).toBeLessThan(0);
    expect(found.high).toBeGreaterThan(0);
  });
  test('that differ much between seeds, and little between runs, are told apart all the same', () => {
    const at = (correct: number) => '1'.repeat(correct) + '0'.repeat(100 - correct);
    const found = matched([at(80), at(40), at(60)], [at(90), at(50), at(70)]);
    expect(found.difference).toBeCloseTo(-0.1, 12);
    expect(found.p).toBeLessThan(0.001);
    expect(found.high).toBeLessThan(0);
  });
  test('in which answers turn by chance alone are told apart at most 5 times in 100', () => {
    const draw = random(4, 'matched');
    let apart = 0;
    const experiments = 1000;
    for (let e = 0; e < experiments; e++) {
      const turned = (row: string) =>
        Array.from(row, (digit) => (draw.uniform() < 0.03 ? String(1 - Number(digit)) : digit)).join('');
      // An answer is as likely to be gained as lost only where half of them are right.
      const runs = [0, 1, 2].map(() =>
        Array.from({ length: 120 }, () => (draw.uniform() < 0.5 ? '1' : '0')).join(''),
      );
      if (matched(runs.map(turned), runs).p < 0.05) apart++;
    }
    expect(apart / experiments).toBeLessThanOrEqual(0.05);
  });
});
