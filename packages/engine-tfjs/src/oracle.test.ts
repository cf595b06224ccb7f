/** Three gradients of every op agree: ours on onnxruntime, ours on TensorFlow.js, and TensorFlow.js's own of the forward pass. */
import { createOrtEngine } from '@adaptbench/engine-ort';
import { type Engine, type Fed, type Node, type Tensor, program } from '@adaptbench/graph';
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
import { relativeError } from '@adaptbench/testing';
import { expect, it } from 'vitest';
import { createTfjsEngine, tfjsGradients } from './index.ts';

const ours = [
  await createOrtEngine({ device: 'cpu', threads: 1 }),
  await createTfjsEngine({ device: 'wasm' }),
  await createTfjsEngine({ device: 'cpu' }),
];
const rows = Object.entries(cases).flatMap(([op, row]) =>
  row.filter(differs).map((c) => [`${op}: ${c.name}`, c] as const),
);

/** Whether a case has a gradient and any number to take it of. */
function differs(c: Case): boolean {
  const { inputs, out } = buildCase(c, c.runs[0]);
  if ([out, ...inputs].some((x) => x.type.shape.includes(0))) return false;
  return out.type.dtype === 'f32' && gradientProgram(out, floats(inputs)).gradients.some(Boolean);
}
function floats(inputs: readonly Node[]): Node[] {
  return inputs.filter(({ type }) => type.dtype === 'f32');
}

const tensorOf = ({ shape, data }: Fed, { type }: Node): Tensor => ({
  shape,
  data: type.dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data),
});

it.each(rows)('%s', async (_, c) => {
  const env = c.runs[0]!;
  const { inputs, out } = buildCase(c, env);
  const fed = feedsOf(c, env);
  const feeds = Object.fromEntries(inputs.map((x, i) => [`x${i}`, tensorOf(fed[`x${i}`]!, x)]));
  const g = tensorOf(feed(normal(...out.type.shape), env, seeded(9)), out);
  const wrt = floats(inputs);
  const { program: backward, gradients } = gradientProgram(out, wrt);
  const reached = wrt.filter((_x, i) => gradients[i]);
  const names = reached.map((x) => `x${inputs.indexOf(x)}`);
  const theirs = await tfjsGradients(program({ out }), names, feeds, g);
  for (const engine of ours) {
    const got = await run(engine, backward, { ...feeds, g });
    names.forEach((name) => {
      const mine = got[`d${wrt.findIndex((x) => name === `x${inputs.indexOf(x)}`)}`]!;
      expect(theirs.gradients[name]!.shape).toEqual(mine.shape);
      expect(
        relativeError(theirs.gradients[name]!.data, mine.data),
        `${name} on ${engine.device}`,
      ).toBeLessThan(1e-5);
    });
  }
});

async function run(engine: Engine, p: ReturnType<typeof program>, feeds: Readonly<Record<string, Tensor>>) {
  const executable = await engine.compile(p, { frozen: () => ({ data: new Float32Array() }) });
  const out = await executable.run(feeds);
  await executable.dispose();
  return out;
}
