import { describe, expect, test } from 'vitest';
import { ratioOf, signTest } from './ratio.ts';

describe('a ratio of times taken in turn', () => {
  test('does not see a minute in which both sides were slow', () => {
    const base = [10, 10, 90, 10, 11, 10];
    expect(
      ratioOf(
        base.map((ms) => 2 * ms),
        base,
      ),
    ).toMatchObject({ ratio: 2, low: 2, high: 2, rounds: 6 });
  });
  test('is the median of the rounds’ ratios, with order statistics around it', () => {
    const over = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5];
    expect(ratioOf(over, [1, 1, 1, 1, 1, 1])).toMatchObject({ ratio: 1.25, low: 1, high: 1.5 });
    expect(ratioOf([2, 2], [1, 1])).toMatchObject({ low: null, high: null });
  });
});

describe('the sign test', () => {
  test.each([
    [6, 0, 2 / 64],
    [0, 6, 2 / 64],
    [5, 1, 14 / 64],
    [3, 3, 1],
    [0, 0, 1],
  ])('of %i above and %i below gives %f', (above, below, p) => {
    expect(signTest(above, below)).toBeCloseTo(p, 12);
  });
});
