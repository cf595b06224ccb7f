import { describe, expect, it } from 'vitest';
import { type TuningMethod, trainSettings } from '../index.ts';
import { noPatch } from '../patch/no-patch.ts';
import { plannedSteps } from './plan.ts';
import { rateByWidth, settledRate } from './rate.ts';
import { z } from 'zod';

const method: TuningMethod<{ fast: boolean }> = {
  name: 'm',
  family: 'm',
  paper: { title: 'A paper', url: 'https://example.org' },
  config: z.strictObject({ fast: z.boolean() }),
  space: {},
  rate: ({ fast }, width) => rateByWidth(fast ? 1e-2 : 1e-3, width),
  patch: () => noPatch,
};
const settled = (settings: object, fast = false, width = 576): number =>
  settledRate(trainSettings.parse(settings), method, { fast }, width).learningRate;

describe('the learning rate', () => {
  it('is the method’s own for the configuration and the width, times the factor', () => {
    expect(settled({})).toBe(1e-3);
    expect(settled({}, true)).toBe(1e-2);
    expect(settled({}, false, 1152)).toBeCloseTo(5e-4);
    expect(settled({ rateFactor: 3 })).toBeCloseTo(3e-3);
  });
  it('is what was set, where a rate was set', () => {
    expect(settled({ learningRate: 0.5 }, true, 64)).toBe(0.5);
  });
  it('is at most 1', () => {
    expect(settled({ rateFactor: 1000 }, true, 64)).toBe(1);
    expect(rateByWidth(0.5, 64)).toBe(1);
  });
  it('is set or a factor, not both', () => {
    expect(trainSettings.safeParse({ learningRate: 1e-3, rateFactor: 2 }).success).toBe(false);
  });
});

describe('updates where the epochs are left open', () => {
  const steps = (examples: number, settings: object = {}): number =>
    plannedSteps(examples, trainSettings.parse(settings));
  it('are enough on few items, though none is seen too often', () => {
    expect(steps(128)).toBe(7 * 16);
    expect(steps(32)).toBe(25 * 4);
    expect(steps(8)).toBe(30);
  });
  it('are three epochs of many items', () => {
    expect(steps(512)).toBe(3 * 64);
  });
  it('count after accumulation', () => {
    expect(steps(128, { accumulate: 4 })).toBe(25 * 4);
  });
  it('are those of the epochs that were set', () => {
    expect(steps(128, { epochs: 2 })).toBe(32);
  });
});
