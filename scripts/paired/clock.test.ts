import { expect, test } from 'vitest';
import { inTurn } from './clock.ts';

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
