import { describe, expect, test } from 'vitest';
import { done, specs, split } from '../testing/records.ts';
import type { TrialSpec } from '../record/spec.ts';
import { curvesOf, curvesTable } from './curves.ts';
import { rowsOf } from './rows.ts';

const curves = (plan: readonly TrialSpec[]) =>
  curvesOf(
    rowsOf(
      plan,
      plan.map((spec) => done(spec, split(30, 40), split(50 + Number(spec.config['rank'] ?? 0), 100))),
    ),
  );
const said = (plan: readonly TrialSpec[]) =>
  curves(plan).map(
    ({ task, method, axis, fixed, points }) =>
      `${task}: ${method} over ${axis} [${fixed}] ${points.map(({ x, mean }) => `${x}:${(100 * mean).toFixed(0)}`).join(' ')}`,
  );

describe('response curves', () => {
  test('are read from whatever number the plan varied, seeds together, by value', () => {
    expect(said(specs({ seeds: 2, set: { 'lora.rank': [8, 2, 4], 'icl.shots': [0, 4] } }))).toEqual([
      'toy: icl over shots [] 0:50 4:50',
      'toy: lora over rank [] 2:52 4:54 8:58',
    ]);
  });
  test('keep all else the same: a grid has a curve for each value of the other fields', () => {
    const set = { 'lora.rank': [2, 4], 'lora.train.learningRate': [0.001, 0.01] };
    expect(said(specs({ methods: ['lora'], set }))).toEqual([
      'toy: lora over rank [learningRate=0.001] 2:52 4:54',
      'toy: lora over rank [learningRate=0.01] 2:52 4:54',
      'toy: lora over train.learningRate [rank=2] 0.001:52 0.01:52',
      'toy: lora over train.learningRate [rank=4] 0.001:54 0.01:54',
    ]);
  });
  test('go over training items where tasks differ in nothing else', () => {
    const task = [
      { name: 'toy', train: 64 },
      { name: 'toy', train: 512 },
    ];
    const plan = task.flatMap((one) => specs({ task: one, sweep: false }));
    expect(said(plan)).toEqual([
      'toy: icl over task.train [] 64:50 512:50',
      'toy: lora over task.train [] 64:58 512:58',
    ]);
  });
  test('have no point without a result, and need two', () => {
    const plan = specs({ methods: ['lora'], set: { 'lora.rank': [2, 4] } });
    expect(curvesOf(rowsOf(plan, [done(plan[0]!)]))).toEqual([]);
    expect(curves(specs({ sweep: false }))).toEqual([]);
  });
  test('become a table with an interval, seeds and items at each point', () => {
    const table = curvesTable(curves(specs({ methods: ['lora'], seeds: 2 })));
    expect(table.rows[0]).toEqual([
      'lora',
      'rank',
      '4',
      4,
      54,
      expect.any(Number),
      expect.any(Number),
      expect.stringMatching(/^\d+\.\d–\d+\.\d$/),
      2,
      100,
    ]);
  });
});
