import { ConfigError } from '@adaptbench/core';
import { EngineError } from '@adaptbench/graph';
import { describe, expect, test } from 'vitest';
import type { Named } from '../engines.ts';
import { type Asked, candidates, nameOf } from './candidates.ts';

/** A machine that has these beside what every machine has. */
const machineWith =
  (...has: string[]) =>
  (one: Named): string | null =>
    ['ort:cpu', 'tfjs:wasm', 'tfjs:cpu', ...has].includes(nameOf(one)) ? null : 'not here';
const usable = (asked: Asked, ...has: string[]): string[] =>
  candidates(asked, machineWith(...has)).usable.map(nameOf);

describe('engines to choose between', () => {
  test('are those with machine code, the usual one first; the others are named with their reasons', () => {
    expect(usable({})).toEqual(['ort:cpu']);
    expect(usable({ engine: 'auto', device: 'auto' }, 'tfjs:tensorflow', 'ort:cuda')).toEqual([
      'ort:cpu',
      'ort:cuda',
      'tfjs:tensorflow',
    ]);
    expect(candidates({}, machineWith()).absent).toEqual([
      { engine: 'ort', device: 'webgpu', reason: 'not here' },
      { engine: 'ort', device: 'cuda', reason: 'not here' },
      { engine: 'tfjs', device: 'tensorflow', reason: 'not here' },
      { engine: 'tfjs', device: 'tensorflow-gpu', reason: 'not here' },
    ]);
  });

  test('of an engine that is named are its own, and what every machine can run only where there is nothing else', () => {
    expect(usable({ engine: 'tfjs' })).toEqual(['tfjs:wasm']);
    expect(usable({ engine: 'tfjs' }, 'tfjs:tensorflow')).toEqual(['tfjs:tensorflow']);
    expect(usable({ engine: 'ort' }, 'ort:webgpu')).toEqual(['ort:cpu', 'ort:webgpu']);
  });

  test('of a device that is named are the engines that have it', () => {
    expect(usable({ device: 'cpu' })).toEqual(['ort:cpu']);
    expect(usable({ device: 'wasm' })).toEqual(['tfjs:wasm']);
  });

  test('of weights as float16 are those that can hold them', () => {
    const half = { precision: 'float16' } as const;
    expect(usable(half, 'tfjs:tensorflow', 'ort:cuda')).toEqual(['ort:cpu', 'ort:cuda']);
    expect(candidates(half, machineWith('tfjs:tensorflow')).absent).toContainEqual({
      engine: 'tfjs',
      device: 'tensorflow',
      reason: 'it holds weights as float32',
    });
    expect(() => candidates({ ...half, engine: 'tfjs' }, machineWith())).toThrow(
      /^--engine tfjs: nothing of it can be used here: tfjs:wasm: it holds weights as float32;/,
    );
  });

  test('are what is named, here or not: nothing takes its place', () => {
    expect(usable({ engine: 'ort', device: 'cuda' })).toEqual(['ort:cuda']);
    expect(usable({ device: 'cuda' })).toEqual(['ort:cuda']);
  });

  test.each<[Asked, string]>([
    [{ engine: 'ot' }, '--engine: unknown engine "ot". Did you mean "ort"? Known: ort, tfjs, auto.'],
    [
      { device: 'cdua' },
      '--device: unknown device "cdua". Did you mean "cuda"? Known: cpu, webgpu, cuda, wasm, tensorflow, tensorflow-gpu, auto.',
    ],
    [{ engine: 'ort', device: 'wasm' }, '--device: unknown device "wasm". Known: cpu, webgpu, cuda.'],
  ])('%j is refused', (asked, message) => {
    expect(() => candidates(asked, machineWith())).toThrow(new ConfigError(message));
  });

  test('of an engine whose devices are all absent: each is said', () => {
    expect(() => candidates({ engine: 'ort' }, () => 'broken')).toThrow(
      new EngineError(
        '--engine ort: nothing of it can be used here: ort:cpu: broken; ort:webgpu: broken; ort:cuda: broken',
      ),
    );
  });
});
