import { add, f32, input, program, scalar } from '@adaptbench/graph';
import type { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { createOrtEngine } from './index.ts';
import { keptSessions } from './kept-sessions.ts';

const none = { frozen: () => ({ data: new Float32Array() }) };
const one = { x: { shape: [1], data: Float32Array.of(1) } };
const plus = (c: number) => program({ y: add(input('x', f32(1)), scalar(c)) });

/** A session as far as it is kept: it tells when it is released. */
function session(): { readonly session: InferenceSession; readonly released: () => boolean } {
  let released = false;
  const release = (): Promise<void> => {
    released = true;
    return Promise.resolve();
  };
  return { session: { release } as InferenceSession, released: () => released };
}

it('has a session for the next that asks for the same, once', async () => {
  const kept = keptSessions(2, Infinity);
  const [a, b, c] = [session(), session(), session()];
  await kept.giveBack('a', a.session);
  expect(kept.take('b')).toBeUndefined();
  expect(kept.take('a')).toBe(a.session);
  expect(kept.take('a')).toBeUndefined();
  for (const [key, { session: given }] of Object.entries({ a, b, c })) await kept.giveBack(key, given);
  expect([a, b, c].map(({ released }) => released())).toEqual([true, false, false]);
});

it('keeps none in a process that holds much', async () => {
  const kept = keptSessions(2, 1);
  const a = session();
  await kept.giveBack('a', a.session);
  expect(a.released()).toBe(true);
  expect(kept.take('a')).toBeUndefined();
});

it('gives programs that differ their own answers, and the same program the same', async () => {
  const engine = await createOrtEngine({ device: 'cpu', threads: 1, keeps: true });
  const found: number[] = [];
  for (const c of [1, 2, 1, 2]) {
    const executable = await engine.compile(plus(c), none);
    found.push((await executable.run(one))['y']!.data[0]!);
    await executable.dispose();
    await expect(executable.run(one)).rejects.toThrow('disposed');
  }
  expect(found).toEqual([2, 3, 2, 3]);
  const [a, b] = await Promise.all([engine.compile(plus(1), none), engine.compile(plus(1), none)]);
  const both = await Promise.all([a.run(one), b.run(one)]);
  expect(both.map(({ y }) => y!.data[0])).toEqual([2, 2]);
  await a.dispose();
  await b.dispose();
});
