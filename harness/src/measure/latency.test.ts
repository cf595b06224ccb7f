import { describe, expect, test } from 'vitest';
import { latencyQuantiles, timeCalls } from './latency.ts';

const nap = () => new Promise((resolve) => setTimeout(resolve, 20));
const bad = () => Promise.reject(new Error('no'));

describe('timed calls', () => {
  test('are warmed up, repeated in rounds, and collected between, outside the clock', async () => {
    const log: string[] = [];
    let clock = 0;
    const call = (name: string, ms: number) => () => {
      log.push(name);
      clock += ms;
      return Promise.resolve();
    };
    const collect = () => {
      log.push('gc');
      clock += 1000;
    };
    const calls = [call('a', 5), call('b', 7)];
    const timing = await timeCalls(calls, { warmups: 3, repeats: 2, collect, now: () => clock });
    expect(timing).toEqual({ ms: [5, 7, 5, 7], warmups: 3, repeats: 2 });
    expect(log.join(' ')).toBe('a b a gc a gc b gc a gc b');
  });
  test('use a real clock by default', async () => {
    const seen: number[] = [];
    const { ms } = await timeCalls([nap], { warmups: 0, repeats: 2, onCall: (done) => seen.push(done) });
    expect(seen).toEqual([1, 2]);
    for (const t of ms) expect(t).toBeGreaterThan(15);
  });
  test('of nothing give nothing', async () => {
    expect((await timeCalls([], { warmups: 2, repeats: 3 })).ms).toEqual([]);
    expect(latencyQuantiles([])).toEqual({ p50: NaN, p90: NaN, p95: NaN, p99: NaN, n: 0 });
  });
  test('a call that throws ends the timing with its error', async () => {
    await expect(timeCalls([bad], { warmups: 0, repeats: 1 })).rejects.toThrow('no');
  });
});

test('latency quantiles are those of the raw times', () => {
  const ms = Array.from({ length: 101 }, (_, i) => i);
  expect(latencyQuantiles(ms)).toEqual({ p50: 50, p90: 90, p95: 95, p99: 99, n: 101 });
});
