import {
  type Tensor,
  EngineError,
  ShapeError,
  f32,
  gather,
  i32,
  input,
  linear,
  program,
} from '@adaptbench/graph';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type TfjsDevice, createTfjsEngine } from './index.ts';
import { train } from './testing/train.ts';

const none = { frozen: (): never => expect.unreachable('nothing is frozen') };
const frozen = Float32Array.of(1, -1, 0.5, 2);
const vector = (...data: number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });

describe.each(['cpu', 'wasm'] as const)('%s', (device) => {
  const engine = createTfjsEngine({ device });

  it('tells what it is', async () => {
    const version: unknown = expect.stringMatching(/^@tensorflow\/tfjs-core 4[\d.]+$/);
    expect(await engine).toMatchObject({ name: 'tfjs', device, threads: 1, version });
  });

  it('holds no more after a thousand steps than after one, and nothing once disposed', async () => {
    const before = memory().numTensors;
    const held: number[] = [];
    const losses = await train(await engine, 1000, () => held.push(memory().numTensors));
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    expect(held.at(-1)).toBe(held[0]);
    expect(memory().numTensors).toBe(before);
  });

  it('brings a frozen weight to the device once for all programs', async () => {
    const p = program({ y: linear(input('x', f32('B', 2)), input('f', f32(2, 2), 'frozen'), null, 'oi') });
    const before = memory().numTensors;
    const [a, b] = [0, 1].map(async () => (await engine).compile(p, { frozen: () => ({ data: frozen }) }));
    expect([await a!, await b!].length).toBe(2);
    expect(memory().numTensors).toBe(before + 1);
    await (await a!).dispose();
    const x = { shape: [1, 2], data: Float32Array.of(1, 2) };
    expect([...(await (await b!).run({ x }))['y']!.data]).toEqual([-1, 4.5]);
    await (await b!).dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('gives back values of its own, even of what was fed', async () => {
    const p = await (await engine).compile(program({ y: input('x', f32('N')) }), none);
    const x = vector(1, 2);
    const { y } = await p.run({ x });
    x.data[0] = 7;
    expect([...y!.data]).toEqual([1, 2]);
  });

  it('refuses what does not fit, and releases what it had begun', async () => {
    const p = program({ y: gather(input('table', f32('N', 2)), input('ids', i32('M'))) });
    const executable = await (await engine).compile(p, none);
    const table = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
    const ids = (...data: number[]): Tensor => ({ shape: [data.length], data: Int32Array.from(data) });
    const before = memory().numTensors;
    await expect(executable.run({ table })).rejects.toThrow(ShapeError);
    await expect(executable.run({ table: vector(1), ids: ids(0) })).rejects.toThrow(
      'fed [1]; expected f32[N,2]',
    );
    await expect(executable.run({ table, ids: vector(1) })).rejects.toThrow(
      'fed Float32Array; expected i32[M]',
    );
    await expect(executable.run({ table, ids: ids(2) })).rejects.toThrow('gather: index 2 is outside 0..1');
    expect(memory().numTensors).toBe(before);
    expect([...(await executable.run({ table, ids: ids(1) }))['y']!.data]).toEqual([3, 4]);
    await executable.dispose();
    await expect(executable.run({ table, ids: ids(1) })).rejects.toThrow(EngineError);
  });
});

it('runs programs of two backends in turn', async () => {
  const [cpu, wasm] = [await createTfjsEngine({ device: 'cpu' }), await createTfjsEngine({ device: 'wasm' })];
  const [a, b] = await Promise.all([train(cpu, 20), train(wasm, 20)]);
  a.forEach((loss, i) => expect(Math.abs(loss / b[i]! - 1)).toBeLessThan(1e-5));
});

it.each([
  [
    { device: 'webgl' as TfjsDevice },
    'device "webgl" is unknown to TensorFlow.js: expected wasm, cpu, tensorflow, tensorflow-gpu.',
  ],
  [{ device: 'cpu' as const, threads: 0 }, 'threads is 0: expected a whole number of 1 or more.'],
])('%j is refused', async (options, message) => {
  await expect(createTfjsEngine(options)).rejects.toThrow(new EngineError(message));
});
