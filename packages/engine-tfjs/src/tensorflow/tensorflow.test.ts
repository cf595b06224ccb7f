/** TensorFlow's library, where `pnpm tfjs:native` has built it: every op against the interpreter, and a step that leaves nothing behind. */
import { EngineError, f32, gather, i32, input, program } from '@adaptbench/graph';
import { disagreement, opChecks } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine, hasNative } from '../index.ts';
import { train } from '../testing/train.ts';
import { loadNative, nativeFolder } from './binding.ts';

const absent = 'TensorFlow is not built here: pnpm tfjs:native';

describe.runIf(hasNative('cpu'))('tensorflow', () => {
  const engine = createTfjsEngine({ device: 'tensorflow', threads: 1 });

  it('tells what it is', async () => {
    const version: unknown = expect.stringMatching(/^TensorFlow 2\.\d+/);
    expect(await engine).toMatchObject({ name: 'tfjs', device: 'tensorflow', threads: 1, version });
  });

  it.each(opChecks())('$name', async (check) => {
    expect(await disagreement(await engine, check)).toBeLessThan(1e-5);
  });

  it('holds no more after a thousand steps than after one, and nothing once disposed', async () => {
    const { binding } = loadNative('cpu', 1);
    const before = binding.getNumOfTensors();
    const held: number[] = [];
    const losses = await train(await engine, 1000, () => held.push(binding.getNumOfTensors()));
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    expect(held.at(-1)).toBe(held[0]);
    expect(binding.getNumOfTensors()).toBe(before);
  });

  it('names the node that failed', async () => {
    const p = program({ y: gather(input('table', f32('N', 2)), input('ids', i32('M'))) });
    const executable = await (
      await engine
    ).compile(p, { frozen: () => expect.unreachable('nothing is frozen') });
    const table = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
    const ids = { shape: [1], data: Int32Array.of(2) };
    await expect(executable.run({ table, ids })).rejects.toThrow(
      /TensorFlow failed.*n2\.gather|indices\[0\] = 2 is not in \[0, 2\)/,
    );
    await executable.dispose();
    await expect(executable.run({ table, ids })).rejects.toThrow('has been disposed');
  });
});

it.skipIf(hasNative('gpu'))('says which command builds what is absent', async () => {
  const refused = createTfjsEngine({ device: 'tensorflow-gpu' });
  await expect(refused).rejects.toThrow(EngineError);
  await expect(refused).rejects.toThrow('Run `pnpm tfjs:native --gpu`, which says what it needs.');
});

it.runIf(!hasNative('cpu'))(`${absent} (looked in ${nativeFolder('cpu')})`, ({ skip }) => skip(absent));
