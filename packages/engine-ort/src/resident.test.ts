/** Values that stay on the device: WebGPU's own buffers, and the same over the processor's memory. */
import {
  type Engine,
  type Tensor,
  add,
  cos,
  f32,
  i32,
  input,
  logSoftmax,
  mul,
  program,
  residentOf,
  scalar,
  sin,
  toFloat,
} from '@adaptbench/graph';
import { describe, expect, it } from 'vitest';
import { webgpu } from './__fixtures__/webgpu.ts';
import { createOrtEngine } from './index.ts';

const cpu = await createOrtEngine({ device: 'cpu', threads: 1 });
const none = { frozen: () => ({ data: new Float32Array() }) };
const tensor = (...data: number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });
const x = input('x', f32('N'), 'state');

describe.for([
  ['cpu', cpu],
  ['webgpu', webgpu],
] as const)('on %s, a value', ([, engine]) => {
  const usable = (skip: (why: string) => void): Engine | null => {
    if (!(engine instanceof Error)) return engine;
    skip(engine.message);
    return null;
  };

  it('goes from run to run and from program to program without being read', async ({ skip }) => {
    const on = usable(skip);
    if (!on) return;
    const resident = residentOf(on);
    const step = await resident.compile(
      program({ x: add(x, scalar(1)), twice: mul(x, scalar(2)) }),
      none,
      (name) => name === 'x',
    );
    const other = await resident.compile(program({ y: mul(x, x) }), none, () => false);
    let value = await resident.put(tensor(1, 2, 3));
    for (let i = 0; i < 4; i++) {
      const { outputs, resident: next } = await step.run({ x: value });
      expect(Object.keys(outputs)).toEqual(['twice']);
      expect([...outputs['twice']!.data]).toEqual([2, 4, 6].map((v) => v + 2 * i));
      value.release();
      value = next['x']!;
    }
    expect([value.shape, [...(await value.read()).data]]).toEqual([[3], [5, 6, 7]]);
    const { outputs } = await other.run({ x: value });
    expect([...outputs['y']!.data]).toEqual([25, 36, 49]);
    await step.dispose();
    // It outlives the program that made it.
    expect([...(await value.read()).data]).toEqual([5, 6, 7]);
    await other.dispose();
  });

  it('may be empty, or a single number', async ({ skip }) => {
    const on = usable(skip);
    if (!on) return;
    const resident = residentOf(on);
    for (const shape of [[], [2, 0, 3]]) {
      const value = await resident.put({
        shape,
        data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(7),
      });
      expect((await value.read()).shape).toEqual(shape);
    }
  });
});

describe('on WebGPU', () => {
  it('a value that was released is refused', async ({ skip }) => {
    if (webgpu instanceof Error) {
      skip(webgpu.message);
      return;
    }
    const value = await webgpu.resident!.put(tensor(1));
    value.release();
    await expect(value.read()).rejects.toThrow('has been released');
    // Another engine's is refused as well.
    await expect(
      webgpu.resident!.put(tensor(1)).then((own) =>
        residentOf(cpu)
          .compile(program({ y: add(x, x) }), none, () => false)
          .then((p) => p.run({ x: own })),
      ),
    ).rejects.toThrow("another engine's device");
  });

  it('memory does not grow over a thousand steps', async ({ skip }) => {
    if (webgpu instanceof Error) {
      skip(webgpu.message);
      return;
    }
    const n = 1 << 16; // 256 KiB: 250 MiB would be left by a thousand
    const step = await webgpu.resident!.compile(program({ x: add(x, scalar(1)) }), none, () => true);
    let value = await webgpu.resident!.put({ shape: [n], data: new Float32Array(n) });
    let before = 0;
    for (let i = 0; i < 1000; i++) {
      if (i === 100) before = process.memoryUsage().rss;
      const { resident } = await step.run({ x: value });
      value.release();
      value = resident['x']!;
    }
    expect((await value.read()).data[0]).toBe(1000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
    await step.dispose();
  });

  it('a run says which nodes were left to the processor: none of angles, none of a log-softmax', async ({
    skip,
  }) => {
    if (webgpu instanceof Error) {
      skip(webgpu.message);
      return;
    }
    const turned = mul(toFloat(input('positions', i32('N'))), scalar(0.5));
    const feeds = { x: tensor(1, 2), positions: { shape: [2], data: Int32Array.of(1000, 2001) } };
    const fed = program({ y: logSoftmax(add(x, mul(cos(turned), sin(turned)))) });
    const { outputs, fallbacks } = await webgpu.trace!(fed, none, feeds);
    const executable = await cpu.compile(fed, none);
    const expected = (await executable.run(feeds))['y']!;
    outputs['y']!.data.forEach((v, i) => expect(v).toBeCloseTo(expected.data[i]!, 5));
    expect(fallbacks.others).toEqual([]);
    // Of something computed on the device, only the processor gives a sine that is worth anything.
    const { fallbacks: forced } = await webgpu.trace!(program({ y: sin(add(x, x)) }), none, {
      x: tensor(1, 2),
    });
    expect(forced.others.map((other) => other.split(' ')[0]!).toSorted()).toEqual(['MemcpyToHost', 'Sin']);
  });
});
