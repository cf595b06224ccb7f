import { describe, expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work in lanes', () => {
  test('is done on every item, in order, by no more calls at once than there are lanes', async () => {
    let [running, most] = [0, 0];
    const begun: number[] = [];
    await inLanes([5, 6, 7, 8, 9], 2, async (item, index) => {
      begun.push(item);
      expect(index).toBe(item - 5);
      most = Math.max(most, ++running);
      await soon();
      running--;
    });
    expect(begun).toEqual([5, 6, 7, 8, 9]);
    expect(most).toBe(2);
  });
  test('begins nothing after an error, waits for what had begun, and throws the first', async () => {
    const [begun, ended, heard]: number[][] = [[], [], []];
    const work = inLanes(
      [0, 1, 2, 3],
      2,
      async (item) => {
        begun!.push(item);
        if (item === 0) throw new Error('first');
        await soon();
        await soon();
        ended!.push(item);
      },
      () => heard!.push(1),
    );
    await expect(work).rejects.toThrow('first');
    expect([begun, ended, heard]).toEqual([[0, 1], [1], [1]]);
  });
});
