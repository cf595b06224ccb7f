import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { qn } from './qn.ts';

describe('Qn', () => {
  test.each([2, 3, 5, 8, 9, 10, 11, 21, 40])(
    'of %s normal values is on average their standard deviation',
    (n) => {
      const draw = random(1, 'qn', n);
      const rounds = 4000;
      let sum = 0;
      for (let i = 0; i < rounds; i++) sum += qn(Array.from({ length: n }, () => 7 + 3 * draw.normal()));
      expect(sum / rounds / 3).toBeGreaterThan(0.96);
      expect(sum / rounds / 3).toBeLessThan(1.04);
    },
  );
  test('does not mind a few values that are far away', () => {
    const draw = random(2, 'qn');
    const values = Array.from({ length: 20 }, () => draw.normal());
    expect(qn([...values, 1e6, 1e6, -1e6, 1e9])).toBeLessThan(2 * qn(values));
  });
  test('of values that are all equal is 0, of one not a number', () => {
    expect(qn([4, 4, 4])).toBe(0);
    expect(qn([4])).toBeNaN();
  });
});
