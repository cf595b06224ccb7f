import { describe, expect, test } from 'vitest';
import { inTurn } from './time-trials.ts';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

describe('work in turn', () => {
  test('loads all at once, and goes on one after the other when all are loaded', async () => {
    const log: string[] = [];
    const ends = await inTurn([3, 1], never, async (ticks, _, onLoaded) => {
      log.push(`begins ${ticks}`);
      for (let i = 0; i < ticks; i++) await soon();
      log.push(`loaded ${ticks}`);
      await onLoaded();
      log.push(`goes on ${ticks}`);
      await soon();
      log.push(`over ${ticks}`);
      return ticks;
    });
    expect(ends).toEqual([3, 1]);
    expect(log).toEqual('begins 3,begins 1,loaded 1,loaded 3,goes on 3,over 3,goes on 1,over 1'.split(','));
  });
  test('waits for nothing that ends before it has loaded', async () => {
    expect(
      await inTurn([0, 1, 2], never, async (n, _, onLoaded) => {
        if (n < 2) return 'over';
        await onLoaded();
        return 'went on';
      }),
    ).toEqual(['over', 'over', 'went on']);
  });
  test('what throws ends the others, and is thrown', async () => {
    const ended: unknown[] = [];
    const work = (n: number, signal: AbortSignal): Promise<void> =>
      n === 0
        ? Promise.reject(new Error('no'))
        : new Promise((resolve) =>
            signal.addEventListener('abort', () => {
              ended.push(signal.reason);
              resolve();
            }),
          );
    await expect(inTurn([1, 0], never, work)).rejects.toThrow('no');
    expect(ended).toEqual([new Error('no')]);
  });
});
