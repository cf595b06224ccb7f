import { random } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { fitLogistic, logProbabilities } from './logistic.ts';
import { denseRow, sparseRows } from './sparse.ts';

const draw = random(1, 'logistic');
const points = Array.from({ length: 40 }, () => [draw.normal(), draw.normal()]);
const rows = points.map(denseRow);
const exact = { C: 1, tolerance: 1e-10 };

describe('logistic regression', () => {
  it('of two classes has one column, and both probabilities sum to 1', () => {
    const labels = Int32Array.from(points, ([x]) => (x! > 0 ? 1 : 0));
    const model = fitLogistic(sparseRows(rows, 2), labels, 2, exact);
    expect(model).toMatchObject({ classes: 2, outputs: 1, converged: true });
    const right = rows.filter((row, i) => {
      const [no, yes] = logProbabilities(model, row);
      expect(Math.exp(no!) + Math.exp(yes!)).toBeCloseTo(1, 12);
      return (yes! > no! ? 1 : 0) === labels[i];
    });
    expect(right.length).toBeGreaterThan(36);
  });

  it('of equal shares of three classes and features that say nothing gives a third to each', () => {
    const nothing = denseRow([0, 0]);
    const labels = Int32Array.from({ length: 39 }, (_, i) => i % 3);
    const model = fitLogistic(sparseRows(Array(39).fill(nothing), 2), labels, 3, exact);
    for (const log of logProbabilities(model, nothing)) expect(Math.exp(log)).toBeCloseTo(1 / 3, 8);
  });

  it('of a single class is certain of it', () => {
    const model = fitLogistic(sparseRows(rows, 2), new Int32Array(40), 1, exact);
    expect(model).toMatchObject({ outputs: 0, converged: true });
    expect([...logProbabilities(model, rows[0]!)]).toEqual([0]);
  });

  it('goes on from another model in fewer iterations', () => {
    const labels = Int32Array.from(points, ([x, y]) => (x! > 0.3 ? 2 : y! > 0 ? 1 : 0));
    const all = sparseRows(rows, 2);
    const from = fitLogistic(all, labels, 3, exact);
    const again = fitLogistic(all, labels, 3, { ...exact, from });
    expect(again.iterations).toBeLessThan(3);
    expect(from.iterations).toBeGreaterThan(5);
  });
});
