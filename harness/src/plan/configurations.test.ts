import { expect, test } from 'vitest';
import { openRun, trialId, type BenchConfig } from '@adaptbench/results';
import path from 'node:path';
import { tunes } from '@adaptbench/core';
import { methods } from '../methods.ts';
import { tasks } from '../tasks.ts';
import { configurations } from './configurations.ts';
import { expand, tasksOf } from './expand.ts';

const own = (name: string) =>
  configurations(
    methods.find((m) => m.name === name)!,
    {},
    true,
  );

test('LoRA’s sweep tries ranks, modules and rates each for itself, and every module is among them', () => {
  expect(
    own('lora').map(({ config, training }) => [
      config['rank'],
      config['targetModules'],
      training?.rateFactor,
    ]),
  ).toEqual([
    [8, 'default', 1],
    [1, 'default', 1],
    [32, 'default', 1],
    [8, 'all-linear', 1],
    [8, 'default', 0.3],
    [8, 'default', 3],
  ]);
});

test.each(methods.filter(tunes))('the sweep of $name holds its learning rate, and is small', (method) => {
  const found = own(method.name);
  expect(new Set(found.map(({ training }) => training?.rateFactor))).toEqual(new Set([0.3, 1, 3]));
  expect(found.every(({ training }) => training?.learningRate === null)).toBe(true);
  expect(found.length).toBeLessThanOrEqual(8);
});

test.each(methods.filter(tunes))('$name learns slower on a wider model', (method) => {
  const rate = (width: number): number => method.rate(method.config.parse({}), width);
  expect(rate(160) / rate(576)).toBeCloseTo(576 / 160);
  expect(rate(4096)).toBeLessThan(rate(576));
});

test('full fine-tuning learns at about a tenth of LoRA’s rate, as published sweeps find (ten times, fifteen in short runs)', () => {
  const rate = (name: string): number => {
    const method = methods.filter(tunes).find((m) => m.name === name)!;
    return method.rate(method.config.parse({}), 2048);
  };
  const ratio = rate('lora') / rate('full');
  expect(ratio).toBeGreaterThanOrEqual(10);
  expect(ratio).toBeLessThanOrEqual(15);
});

test('an older run’s configuration, which names its rates and epochs, gives the trials that it had', async () => {
  const { manifest } = openRun(path.join(import.meta.dirname, '../../../results/embedded-rates'));
  const bench: BenchConfig = manifest.bench;
  const checked = await Promise.all(tasksOf(bench).map(({ input }) => tasks.check(input)));
  const now = expand(bench, methods, checked).map(trialId);
  expect(new Set(now)).toEqual(new Set(manifest.plan.map(trialId)));
});
