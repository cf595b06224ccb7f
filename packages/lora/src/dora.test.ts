import type { LinearSite } from '@adaptbench/core';
import { f32, grad, input, interpret, matmul, program, reshape, scale, sumOver } from '@adaptbench/graph';
import { describe, expect, it } from 'vitest';
import { doraDelta, doraGain, doraOutput, rowNorms } from './dora.ts';

const site: LinearSite = {
  kind: 'linear',
  layer: 0,
  role: 'q',
  dIn: 2,
  dOut: 2,
  module: 'q_proj',
  layout: 'oi',
};
/** Its second output is always 0. */
const w = Float32Array.of(3, 4, 0, 0);
const tensor = (shape: readonly number[], ...data: readonly number[]) => ({
  shape,
  data: Float32Array.from(data),
});

/** Gain, output, and the gradients of its sum by B and m. */
function dora(b: readonly number[], m: readonly number[]) {
  const [x, W, A, B, M] = [
    input('x', f32(1, 2)),
    input('W', f32(2, 2)),
    input('A', f32(1, 2)),
    input('B', f32(2, 1), 'param'),
    input('m', f32(2), 'param'),
  ];
  const base = matmul(x, W, { transB: true });
  const update = scale(matmul(matmul(x, A, { transB: true }), B, { transB: true }), 2);
  const gain = doraGain(site, W, A, B, M, 2);
  const y = doraOutput({ y: base, base, update }, gain);
  const [byB, byM] = grad(reshape(sumOver(y, [0, 1]), []), [B, M]);
  const values = interpret(program({ gain, y, byB: byB!, byM: byM! }), {
    x: tensor([1, 2], 1, 1),
    W: tensor([2, 2], ...w),
    A: tensor([1, 2], 1, 0),
    B: tensor([2, 1], ...b),
    m: tensor([2], ...m),
  });
  return Object.fromEntries([...values].map(([name, { data }]) => [name, [...data]]));
}

describe('an output whose weights are all 0', () => {
  it('begins as it is, and can learn', () => {
    const { gain, y, byB } = dora([0, 0], [5, 0]);
    expect(gain).toEqual([1, 1]);
    expect(y).toEqual([7, 0]);
    expect(byB).toEqual([2, 2]);
  });
  it('has a direction after the first step, whose length m then learns', () => {
    const { gain, byM } = dora([0, 0.5], [5, 0]);
    expect(gain).toEqual([1, 0]);
    expect(byM).toEqual([7 / 5, 1]);
  });
  it('merges without a NaN', () => {
    const m = rowNorms(site, w);
    expect([...doraDelta(site, w, new Float32Array(4), m)]).toEqual([0, 0, 0, 0]);
    expect([...doraDelta(site, w, Float32Array.of(0, 0, 0, 2), m)]).toEqual([0, 0, 0, 0]);
  });
});
