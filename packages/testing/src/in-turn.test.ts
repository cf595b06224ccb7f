import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';

test('works take turns and change places; warm-ups are not given back', async () => {
  const order: string[] = [];
  const work = (name: string) => async () => order.push(name);
  const values = await inTurn({ a: work('a'), b: work('b') }, 2, 1);
  expect(order.join('')).toBe('baabba');
  expect(values.a).toEqual([3, 6]);
});
