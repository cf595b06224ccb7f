/** For tests: an engine against the float64 interpreter. */
import {
  type Engine,
  type Fed,
  type Program,
  type Tensor,
  interpret,
  numbers,
  program,
  sameShape,
} from '@adaptbench/graph';
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

export interface Check {
  readonly name: string;
  readonly program: Program;
  /** Feeds of one run each, all in one session. */
  readonly runs: readonly Readonly<Record<string, Fed>>[];
}

/** Every op case forward, and backward where it has a gradient. */
export function opChecks(): Check[] {
  return Object.entries(cases).flatMap(([op, row]) =>
    row.flatMap((c) => [...forward(`${op}: ${c.name}`, c), ...backward(`gradient of ${op}: ${c.name}`, c)]),
  );
}
function forward(name: string, c: Case): Check[] {
  const { out, anchors } = buildCase(c);
  return [{ name, program: program({ out, ...anchors }), runs: c.runs.map((env) => feedsOf(c, env)) }];
}
function backward(name: string, c: Case): Check[] {
  const { inputs, out, anchors } = buildCase(c);
  if (out.type.dtype !== 'f32') return [];
  const floats = inputs.filter(({ type }) => type.dtype === 'f32');
  const { program: p, gradients } = gradientProgram(out, floats, anchors);
  const g = normal(...out.type.shape);
  const runs = c.runs.map((env) => Object.assign(feedsOf(c, env), { g: feed(g, env, seeded(9)) }));
  return gradients.some(Boolean) ? [{ name, program: p, runs }] : [];
}

/**
 * The greatest difference from the interpreter over all runs and outputs, relative to the greatest number of an output; infinite where
 * shapes differ.
 */
export async function disagreement(engine: Engine, { program: p, runs }: Check): Promise<number> {
  const executable = await engine.compile(p, { frozen: () => ({ data: new Float32Array() }) });
  let worst = 0;
  for (const feeds of runs) {
    const got = await executable.run(tensors(p, feeds));
    for (const [name, { type, data }] of interpret(p, feeds)) {
      const { shape, data: numbersGot } = got[name]!;
      worst = Math.max(
        worst,
        sameShape(shape, numbers(type.shape)) ? difference(numbersGot, data) : Infinity,
      );
    }
  }
  await executable.dispose();
  return worst;
}

/** Feeds of the interpreter as an engine wants them. */
const tensors = (p: Program, feeds: Readonly<Record<string, Fed>>): Record<string, Tensor> =>
  Object.fromEntries(
    [...p.inputs.values()].map(({ name, type }) => {
      const { shape, data } = feeds[name]!;
      return [name, { shape, data: type.dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data) }];
    }),
  );

function difference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  const xs = Array.from(want);
  const scale = Math.max(1e-30, ...xs.map(Math.abs));
  // a NaN is as far away as can be
  return Math.max(0, ...xs.map((x, i) => (Number.isNaN(got[i]) ? Infinity : Math.abs(x - got[i]!)))) / scale;
}
