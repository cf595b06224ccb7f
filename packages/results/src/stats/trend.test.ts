import { random, type Random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { FALSE_ALARMS, lateFall, lateRise } from './trend.ts';

/** Chance of a batch's loss: level with a long tail upwards, as batches are. */
const noise = (r: Random): number => 0.3 * Math.exp(0.6 * r.normal());
const curve = (n: number, r: Random, level: (share: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => level(i / n) + noise(r));
const share = (runs: number, found: (r: Random) => boolean): number =>
  Array.from({ length: runs }, (_, i) => found(random(i, 'trend'))).filter(Boolean).length / runs;

describe('a loss at the end', () => {
  test.each([16, 48, 100])('that is level is called falling seldom (%i steps)', (n) => {
    const level = (x: number): number => (x < 0.3 ? 1.5 - 5 * x : 0);
    const alarms = share(3000, (r) => lateFall(curve(n, r, level)) !== null);
    // Three standard errors above what is stated.
    expect(alarms).toBeLessThan(FALSE_ALARMS + 3 * Math.sqrt((FALSE_ALARMS * (1 - FALSE_ALARMS)) / 3000));
  });
  test('that never began to fall is called falling as seldom', () => {
    expect(share(3000, (r) => lateFall(curve(48, r, () => 0.7)) !== null)).toBeLessThan(0.0155);
  });
  test('that falls all the way is called so', () => {
    expect(share(500, (r) => lateFall(curve(48, r, (x) => 3 - 2.5 * x)) !== null)).toBeGreaterThan(0.95);
  });
  test('is told with its share of the whole fall', () => {
    const line = Array.from({ length: 100 }, (_, i) => 2 - i / 100);
    expect(lateFall(line)).toBeCloseTo(0.5, 1);
  });
  test('that falls by little of what it fell before is done', () => {
    const flat = Array.from({ length: 100 }, (_, i) => (i < 10 ? 2 - i / 10 : 1 - i / 1500));
    expect(lateFall(flat)).toBeNull();
  });
  test('is not judged by a handful of steps, nor where nothing was lost', () => {
    expect(lateFall([3, 2, 1])).toBeNull();
    expect(lateFall(Array.from({ length: 40 }, () => 0.5))).toBeNull();
    expect(lateFall([])).toBeNull();
  });
});

describe('validation at the end', () => {
  const at = (...accuracies: number[]) => accuracies.map((accuracy, i) => ({ step: (i + 1) * 10, accuracy }));
  test('rises where the last is the best beyond chance', () => {
    expect(lateRise(at(0.5, 0.6, 0.8), 100)).toBeCloseTo(0.2);
    expect(lateRise(at(0.5, 0.6, 0.65), 100)).toBeNull();
    expect(lateRise(at(0.9, 0.6, 0.8), 100)).toBeNull();
  });
  test('is not judged where the one before is half the training away, nor where there is one', () => {
    expect(lateRise(at(0.5, 0.9), 100)).toBeNull();
    expect(lateRise(at(0.9), 100)).toBeNull();
    expect(lateRise([], 100)).toBeNull();
  });
  test('that is level is called rising seldom', () => {
    const right = (r: Random): number =>
      Array.from({ length: 100 }, () => r.uniform() < 0.8).filter(Boolean).length / 100;
    expect(share(3000, (r) => lateRise(at(right(r), right(r), right(r)), 100) !== null)).toBeLessThan(
      FALSE_ALARMS,
    );
  });
});
