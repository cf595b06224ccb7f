import { describe, expect, test } from 'vitest';
import { inTurn } from './clock.ts';
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

test('two sides take turns and change places; warm-ups are not given back', async () => {
  const order: string[] = [];
  const side = (name: string) => async () => {
    order.push(name);
    return { wallMs: order.length, cpuMs: 0 };
  };
  const took = await inTurn({ a: side('a'), b: side('b') }, 2, 1);
  expect(order.join('')).toBe('baabba');
  expect(took.a.map(({ wallMs }) => wallMs)).toEqual([3, 6]);
});
