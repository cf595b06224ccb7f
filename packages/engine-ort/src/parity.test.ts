/** Every op case, forward and backward, on onnxruntime against the float64 interpreter: symbolic ones several times in one session. */
import {
  type Engine,
  type Fed,
  type Program,
  type Tensor,
  interpret,
  numbers,
  program,
} from '@adaptbench/graph';
// oxlint-disable-next-line no-restricted-imports -- for tests only, so not in graph's index
import {
  type Case,
  buildCase,
  cases,
  feed,
  feedsOf,
  gradientProgram,
  normal,
  seeded,
} from '@adaptbench/graph/testing';
import { beforeAll, expect, it } from 'vitest';
import { createOrtEngine } from './index.ts';

const rows = Object.entries(cases).flatMap(([op, row]) => row.map((c) => [`${op}: ${c.name}`, c] as const));
let engine: Engine;
beforeAll(async () => {
  engine = await createOrtEngine({ device: 'cpu', threads: 1 });
});

async function agrees(p: Program, runs: readonly Readonly<Record<string, Fed>>[]): Promise<void> {
  const executable = await engine.compile(p, { frozen: () => ({ data: new Float32Array() }) });
  for (const feeds of runs) {
    // oxlint-disable-next-line no-await-in-loop -- one session, one run after the other
    const got = await executable.run(tensors(p, feeds));
    for (const [name, { type, data }] of interpret(p, feeds)) {
      expect(got[name]!.shape).toEqual(numbers(type.shape));
      expect(error(got[name]!.data, data)).toBeLessThan(1e-5);
    }
  }
  await executable.dispose();
}

const tensors = (p: Program, feeds: Readonly<Record<string, Fed>>): Record<string, Tensor> =>
  Object.fromEntries(
    [...p.inputs.values()].map(({ name, type }) => {
      const { shape, data } = feeds[name]!;
      return [name, { shape, data: type.dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data) }];
    }),
  );
/** The greatest difference, relative to the greatest number. */
function error(got: ArrayLike<number>, want: Float64Array): number {
  const scale = want.reduce((a, x) => Math.max(a, Math.abs(x)), 1e-30);
  return want.reduce((a, x, i) => Math.max(a, Math.abs(x - got[i]!)), 0) / scale;
}
const withGradient = (c: Case): Readonly<Record<string, Fed>>[] =>
  c.runs.map((env) => ({
    ...feedsOf(c, env),
    g: feed(normal(...buildCase(c).out.type.shape), env, seeded(9)),
  }));

it.each(rows)('%s', async (_, c) => {
  const { out, anchors } = buildCase(c);
  await agrees(
    program({ out, ...anchors }),
    c.runs.map((env) => feedsOf(c, env)),
  );
});

const backwardRows = rows.flatMap(([name, c]) => {
  const { inputs, out, anchors } = buildCase(c);
  const floats = inputs.filter(({ type }) => type.dtype === 'f32');
  if (out.type.dtype !== 'f32') return [];
  const { program: backward, gradients } = gradientProgram(out, floats, anchors);
  return gradients.some(Boolean) ? [[name, c, backward] as const] : [];
});
it.each(backwardRows)('gradient of %s', async (_, c, backward) => {
  await agrees(backward, withGradient(c));
});
