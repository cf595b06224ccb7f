import { expect, test } from 'vitest';
import { type Pair, predicted, within } from './throughput-ratio.ts';

const side = (flops: number, ...ms: number[]) => ({
  flops,
  length: 32,
  trainable: 1,
  took: ms.map((cpuMs) => ({ cpuMs, wallMs: 3 * cpuMs })),
});
const pair = (threads: number, variant: Pair['variant']): Pair => ({
  rows: 8,
  tokens: 32,
  threads,
  reference: side(1e9, 10, 20, 10, 10, 10, 10),
  variant,
  peakRssBytes: 1,
});

test('a step that does twice the work in twice the time is as its FLOPs predict, whatever a busy round costs both', () => {
  const twice = predicted(pair(1, side(2e9, 20, 40, 20, 20, 20, 20)));
  expect(twice).toMatchObject({ ratio: 1, low: 1, high: 1, rounds: 6 });
  expect(within(twice)).toBe(true);
});
test('a step that does the same work in half as much time again is slower than predicted', () => {
  const slow = predicted(pair(1, side(1e9, 15, 30, 15, 15, 15, 30)));
  expect(slow.ratio).toBeCloseTo(1 / 1.5, 12);
  expect(within(slow)).toBe(false);
});
test('several threads are timed by the wall, one by its processor', () => {
  const own = side(1e9, 10, 20, 10, 10, 10, 10);
  const waited = { ...own, took: own.took.map(({ cpuMs }) => ({ cpuMs, wallMs: 60 })) };
  expect(predicted(pair(1, waited)).ratio).toBe(1);
  expect(predicted(pair(2, waited)).ratio).toBe(0.5);
});
