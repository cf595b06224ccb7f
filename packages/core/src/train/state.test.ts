import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadError } from '../basics/errors.ts';
import type { Tensors } from '../contracts/method.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import { type TrainState, trainStateFile } from './state.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-state-'));
  file = path.join(dir, 'deep', 'state.safetensors');
});
afterEach(() => rmSync(dir, { recursive: true }));

const tensors = (...values: readonly number[]): Tensors =>
  new Map(
    ['patch.x', 'm.patch.x', 'v.patch.x'].map((name) => [
      name,
      { shape: [values.length], data: Float32Array.from(values) },
    ]),
  );
const state: TrainState = {
  progress: {
    step: 4,
    seconds: 0.1 + 0.2,
    tokens: 120,
    losses: [5.5, 4.25, Math.PI, 3],
    stepMs: [1.5, 1, 1, 1],
    evaluations: [{ step: 4, score: 2 / 3 }],
  },
  tensors: tensors(1, -2.5, 1e-38),
  best: new Map([['x', { shape: [2, 1], data: Float32Array.of(0.1, Infinity) }]]),
};

describe('a training state on disk', () => {
  it('comes back as it was, bit by bit', async () => {
    await trainStateFile(file, 'run').save(state);
    expect(await trainStateFile(file, 'run').load()).toEqual(state);
  });

  it('comes back for any tensors, with a best state or without', async () => {
    const tensor = fc
      .array(fc.float({ noNaN: true }), { maxLength: 6 })
      .map((data) => ({ shape: [data.length], data: Float32Array.from(data) }));
    const some = fc.dictionary(fc.string(), tensor, { maxKeys: 4, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(some, some, fc.string(), async (now, best, run) => {
        const kept = {
          ...state,
          tensors: new Map(Object.entries(now)),
          best: Object.keys(best).length === 0 ? null : new Map(Object.entries(best)),
        };
        await trainStateFile(file, run).save(kept);
        expect(await trainStateFile(file, run).load()).toEqual(kept);
      }),
      { numRuns: 30 },
    );
  });

  it('is a safetensors file like any other', async () => {
    await trainStateFile(file, 'run').save(state);
    const read = readSafetensors(readFileSync(file));
    expect([...read.keys()].toSorted()).toEqual(['best:x', 'now:m.patch.x', 'now:patch.x', 'now:v.patch.x']);
    expect(read.metadata['run']).toBe('run');
  });

  it('is null where there is none, where it is another run’s, and after it was removed', async () => {
    const mine = trainStateFile(file, 'mine');
    expect(await mine.load()).toBeNull();
    await mine.save(state);
    expect(await trainStateFile(file, 'other').load()).toBeNull();
    await mine.remove();
    expect(await mine.load()).toBeNull();
    await mine.remove();
  });

  it('is the one before where a crash has torn the next', async () => {
    const saved = trainStateFile(file, 'run');
    await saved.save(state);
    writeFileSync(`${file}.tmp`, readFileSync(file).subarray(0, 50));
    expect(await saved.load()).toEqual(state);
    await saved.save({ ...state, best: null });
    expect((await saved.load())?.best).toBeNull();
    expect(existsSync(`${file}.tmp`)).toBe(false);
  });

  it('is refused by name where it is cut at any byte', async () => {
    const saved = trainStateFile(file, 'run');
    await saved.save(state);
    const bytes = readFileSync(file);
    for (const length of [0, 4, 8, 40, bytes.length - 1]) {
      writeFileSync(file, bytes.subarray(0, length));
      await expect(saved.load()).rejects.toThrow(
        new LoadError(`${file}: damaged training state. Training began anew.`),
      );
    }
  });

  it('is refused where its tensors or its progress are not a training state’s', async () => {
    const [tensor] = [...state.tensors.values()];
    const foreign = writeSafetensors(new Map([['x', tensor!]]), { run: 'run', progress: '{}' });
    const without = (progress: string) =>
      writeSafetensors(new Map([['now:x', tensor!]]), { run: 'run', progress });
    for (const bytes of [foreign, without(''), without('{"step":1}'), without('{"step":"1"}')]) {
      rmSync(path.dirname(file), { recursive: true, force: true });
      await trainStateFile(file, 'run').save(state);
      writeFileSync(file, bytes);
      await expect(trainStateFile(file, 'run').load()).rejects.toThrow(LoadError);
    }
  });
});
