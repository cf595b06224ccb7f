/** Adapters keep the contract of a method. */
import ort from '@adaptbench/engine-ort';
import { type Architecture, initialState } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testMethod } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import adapter from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

/** 2 d m + m + d an adapter. */
const formula =
  (perLayer: number, m: number) =>
  ({ shape: { layers, d } }: Architecture): number =>
    layers * perLayer * (2 * d * m + m + d);

testMethod(adapter, architectureOf, engine, [
  { model: 'tiny-llama', parameters: formula(2, 2), fresh: 'unchanged' },
  { model: 'tiny-gpt2', parameters: formula(2, 2), fresh: 'unchanged' },
  {
    model: 'tiny-llama',
    config: { placement: 'pfeiffer', bottleneck: 5, nonLinearity: 'tanh', dropout: 0.1 },
    parameters: formula(1, 5),
    fresh: 'unchanged',
  },
  {
    model: 'tiny-gpt2',
    config: { placement: 'parallel', reductionFactor: 3, scaling: 4, nonLinearity: 'gelu', layerNorms: true },
    parameters: (a) => formula(1, 10)(a) + (2 * a.shape.layers + 1) * 2 * a.shape.d,
    fresh: 'unchanged',
  },
  {
    model: 'tiny-llama',
    config: { init: 'bert', nonLinearity: 'swish' },
    parameters: formula(2, 2),
    fresh: { changes: 'both projections are drawn from N(0, 0.02²): nearly the identity' },
  },
]);

describe('initialisation', () => {
  const values = async (init: string, part: string): Promise<readonly number[]> => {
    const model = await fixtureModel('tiny-llama', architectureOf);
    const config = adapter.config.parse({ init, bottleneck: 64 });
    const patch = adapter.patch(config, model);
    return [...initialState(model, patch, 5)].flatMap(([n, t]) => (n.endsWith(part) ? [...t.data] : []));
  };
  const deviation = (x: readonly number[]): number =>
    Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);

  it.each(['zero', 'houlsby', 'bert'])('%s: biases are 0', async (init) => {
    expect((await values(init, '.bias')).every((b) => b === 0)).toBe(true);
  });
  it('zero: the up-projection is 0, the down-projection uniform in ±1/√d', async () => {
    expect((await values('zero', 'up.weight')).every((w) => w === 0)).toBe(true);
    const down = await values('zero', '0.weight');
    expect(Math.max(...down)).toBeLessThan(1 / Math.sqrt(32));
    expect(deviation(down)).toBeCloseTo(1 / Math.sqrt(32 * 3), 2);
  });
  it('houlsby: normal with deviation 0.01, cut at two deviations', async () => {
    const up = await values('houlsby', 'up.weight');
    expect(Math.max(...up.map(Math.abs))).toBeLessThanOrEqual(0.02);
    // A normal cut at 2σ has deviation 0.8796 σ.
    expect(deviation(up)).toBeCloseTo(0.0088, 3);
  });
  it('bert: normal with deviation 0.02', async () => {
    expect(deviation(await values('bert', '0.weight'))).toBeCloseTo(0.02, 3);
  });
});
