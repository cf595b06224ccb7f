import { describe, expect, test } from 'vitest';
import { timeSides } from './latency.ts';
import { timingOf } from '@adaptbench/results';

const patient = { warmups: 0, budgetMs: Infinity, least: 0 };

describe('timed sides', () => {
  test('take turns, are warmed up before each, and collected between, outside the clock', async () => {
    const log: string[] = [];
    let clock = 0;
    const side = (name: string, ms: number) => (input: number) => {
      log.push(name + input);
      clock += ms;
      return Promise.resolve(name);
    };
    const collect = () => {
      log.push('gc');
      clock += 1000;
    };
    const options = { warmups: 2, budgetMs: Infinity, least: 0, collect, now: () => clock };
    const [a, b] = await timeSides([side('a', 5), side('b', 7)], 5, options);
    expect(a).toEqual(Array.from({ length: 5 }, () => ({ ms: 5, result: 'a' })));
    expect(b).toEqual(Array.from({ length: 5 }, () => ({ ms: 7, result: 'b' })));
    expect(log.filter((word) => word !== 'gc').join(' ')).toBe(
      'a0 a1 a0 a1 a2 b0 b1 b0 b1 b2 a3 a3 a4 b3 b3 b4',
    );
    expect(log.join(' ')).toContain('a1 gc a0 gc a1');
  });
  test('end when their time is over, after the least number of calls', async () => {
    let clock = 0;
    const slow = () => Promise.resolve((clock += 100));
    const now = () => clock;
    const count = async (budgetMs: number, least: number) =>
      (await timeSides([slow], 100, { warmups: 0, budgetMs, least, now }))[0]!.length;
    expect(await count(0, 10)).toBe(12);
    expect(await count(2000, 10)).toBe(21);
    expect(await count(Infinity, 10)).toBe(100);
  });
  test('end before that when all sides are told well enough, but not before the least number of calls', async () => {
    const calls = async (enough: number, least: number) =>
      (
        await timeSides([() => Promise.resolve(), () => Promise.resolve()], 100, {
          ...patient,
          least,
          isEnough: (sides) => sides.every((timed) => timed.length >= enough),
        })
      ).map((timed) => timed.length);
    expect(await calls(9, 0)).toEqual([9, 9]);
    expect(await calls(1, 6)).toEqual([6, 6]);
  });
  test('use a real clock by default', async () => {
    const nap = () => new Promise((resolve) => setTimeout(resolve, 20));
    const seen: number[] = [];
    const [calls] = await timeSides([nap], 2, { ...patient, onBlock: (done) => seen.push(done) });
    expect(seen).toEqual([2]);
    for (const { ms } of calls!) expect(ms).toBeGreaterThan(15);
  });
  test('of nothing give nothing', async () => {
    expect(await timeSides([() => Promise.resolve()], 0, patient)).toEqual([[]]);
    expect(timingOf([])).toMatchObject({ p50: NaN, n: 0, p50Low: null, p99High: null });
  });
  test('a call that throws ends the timing with its error', async () => {
    await expect(timeSides([() => Promise.reject(new Error('no'))], 1, patient)).rejects.toThrow('no');
  });
});

test('a timing holds the quantiles of the raw times with their intervals', () => {
  const ms = Array.from({ length: 101 }, (_, i) => i);
  expect(timingOf(ms)).toEqual({
    n: 101,
    p50: 50,
    p90: 90,
    p95: 95,
    p99: 99,
    p50Low: 40,
    p50High: 60,
    p90Low: 84,
    p90High: 96,
    p95Low: 90,
    p95High: 100,
    p99Low: 97,
    p99High: null,
  });
});
