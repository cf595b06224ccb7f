import { ConfigError } from '@adaptbench/core';
import { expect, test } from 'vitest';
import { checkEngine, defaultDevice, engineOf, loadEngine } from './engines.ts';

const cpu = { engine: 'ort', device: 'cpu', threads: 1 };

test('a trial gets the engine that it names, which tells its device, version and threads', async () => {
  expect(await engineOf(cpu)).toMatchObject({
    name: 'ort',
    device: 'cpu',
    version: expect.stringMatching(/^onnxruntime-node \d[\d.]*$/) as unknown,
    threads: 1,
  });
});

test.each([
  [{ ...cpu, engine: 'torch' }, '--engine: unknown engine "torch". Known: ort, tfjs.'],
  [
    { ...cpu, device: 'cdua' },
    '--device: unknown device "cdua". Did you mean "cuda"? Known: cpu, webgpu, cuda.',
  ],
])('%j is refused before anything is loaded', async (spec, message) => {
  expect(() => checkEngine(spec)).toThrow(new ConfigError(message));
  await expect(async () => engineOf(spec)).rejects.toThrow(new ConfigError(message));
});

test('each engine has a device of its own where none is named', () => {
  expect([defaultDevice('ort'), defaultDevice('tfjs')]).toEqual(['cpu', 'wasm']);
});

test('an engine that is absent is no library to load', () => {
  expect(() => loadEngine({ engine: 'torch', device: 'cpu' })).toThrow('unknown engine "torch"');
});
