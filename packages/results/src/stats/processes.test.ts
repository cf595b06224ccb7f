import { random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { holm } from './holm.ts';
import { type ProcessRow, processChanges } from './processes.ts';

const values = (...all: number[]) => all.map((value) => ({ value, low: null, high: null }));
const row = (old: number[], now: number[]): ProcessRow => ({ old: values(...old), new: values(...now) });
const LEAST = Math.log(1.1);

describe('a change of a figure over processes', () => {
  test('is the ratio of geometric means, with an interval', () => {
    const [change] = processChanges([row([10, 10.2, 9.8], [20, 20.4, 19.6])], LEAST);
    expect(change).toMatchObject({ noise: 'seeds' });
    expect(change?.ratio).toBeCloseTo(2, 6);
    expect(change?.low).toBeGreaterThan(1.9);
    expect(change?.high).toBeLessThan(2.1);
    expect(change?.p).toBeLessThan(0.001);
  });
  test('within the least effect has p 1, however sure it is', () => {
    expect(processChanges([row([10, 10, 10], [10.9, 10.9, 10.9])], LEAST)[0]?.p).toBe(1);
  });
  test('is unknown with one process a row and few rows', () => {
    expect(processChanges([row([10], [20]), row([5], [5])], LEAST)).toEqual([null, null]);
    expect(processChanges([], LEAST)).toEqual([]);
  });
  test('borrows the noise of other rows, but keeps its own where that is larger', () => {
    const others = [10, 30, 50].map((ms) => row([ms, 1.03 * ms], [ms, 1.03 * ms]));
    const one = row([10, 10.29], [13, 13.38]);
    expect(processChanges([one, ...others], LEAST)[0]!.p).toBeLessThan(
      processChanges([one], LEAST)[0]!.p / 3,
    );
    const [wild] = processChanges([row([10, 20, 5], [14, 7, 28]), ...others], LEAST);
    expect(wild!.p).toBeGreaterThan(0.5);
  });
  test('of one process a row is held against how the other rows changed', () => {
    const others = [1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99].map((ratio) => row([10], [10 * ratio]));
    const changes = processChanges([row([10], [20]), ...others], LEAST);
    expect(changes[0]).toMatchObject({ noise: 'rows' });
    expect(changes[0]!.p).toBeLessThan(0.01);
    for (const change of changes.slice(1)) expect(change?.p).toBe(1);
  });
  test('is never surer than what is known within the processes', () => {
    const wide = { value: 10, low: 2, high: 50 };
    const steady: ProcessRow = { old: [wide, wide, wide], new: values(20, 20, 20) };
    expect(processChanges([steady], LEAST)[0]!.p).toBeGreaterThan(0.1);
  });
});

describe('all rows together, each truly changed by just the least effect, flag something at most 5 times in 100:', () => {
  /** `spread`: how much rows differ in their noise. */
  const rate = (rows: number, processes: number, spread: number): number => {
    const draw = random(5, 'processes', rows, processes, spread);
    const experiments = 800;
    let flagged = 0;
    for (let e = 0; e < experiments; e++) {
      const drawn = Array.from({ length: rows }, () => {
        const sd = 0.05 * Math.exp(spread * draw.normal());
        const side = (shift: number): number[] =>
          Array.from({ length: processes }, () => 20 * Math.exp(shift + sd * draw.normal()));
        return row(side(0), side(LEAST));
      });
      const ps = processChanges(drawn, LEAST).map((change) => change?.p ?? 1);
      if (holm(ps).some((p) => p < 0.05)) flagged++;
    }
    return flagged / experiments;
  };
  test.each<[string, number, number, number]>([
    ['three processes, equal noise', 8, 3, 0],
    ['three processes, unequal noise', 20, 3, 0.5],
    ['two processes', 8, 2, 0],
    ['one process, eight rows', 8, 1, 0],
    ['one process, many rows of unequal noise', 20, 1, 0.3],
  ])('%s', (_name, rows, processes, spread) =>
    expect(rate(rows, processes, spread)).toBeLessThanOrEqual(0.05),
  );
});
