/**
 * TensorFlow.js's own gradients of a forward program: a second derivation that shares nothing with ours but the forward pass. On the cpu
 * backend, the only portable one with a kernel for every gradient.
 */
import { type Env, type Program, type Tensor, EngineError, numbers, resolveType } from '@adaptbench/graph';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend, useBackend } from './backend.ts';
import { dtypes } from '../dtypes.ts';
import { checkFeeds } from '../feeds.ts';
import { rowOf } from '../ops/index.ts';
import type { Kit, Lowering } from '../ops/row.ts';
import { type Schedule, type Step, schedule } from './schedule.ts';
import { exchanged } from './weights.ts';

type Held = tf.Tensor;

/** ids [..] as rows [n, V] of zeros with a one. */
const ones = (ids: Held, size: number): Held => tf.oneHot(tf.reshape(ids, [ids.size]), size, 1, 0, 'float32');

/** Broadcasting as a sum, whose gradient TensorFlow.js knows for every rank. */
const stretched = (x: Held, shape: number[]): Held => tf.add(tf.zeros(shape, x.dtype), x);
/** What has no gradient, as a function whose gradient is zero. */
const constantly =
  (lowering: Lowering<unknown>): Lowering<unknown> =>
  (xs, call) =>
    tf.customGrad(() => ({ value: lowering(xs, call), gradFunc: () => xs.map((x) => tf.zerosLike(x)) }))(
      ...xs,
    );

/** Ops whose usual lowering TensorFlow.js cannot differentiate, or only slowly, in words that it can. */
const differentiable: ReadonlyMap<string, Lowering<unknown>> = new Map<string, Lowering<unknown>>([
  ...['detach', 'greater', 'equal'].map((op) => [op, constantly(rowOf(op).portable)] as const),
  // Its gradient forgets to sum over what was broadcast.
  ['minimum', ([x, y], { shape }) => tf.minimum(stretched(x!, shape), stretched(y!, shape))],
  ['broadcastTo', ([x], { shape }) => stretched(x!, shape)],
  [
    'scatterAdd',
    ([updates, ids], { shape }) => {
      const n = ids!.size;
      return tf.reshape(
        tf.matMul(ones(ids!, shape[0]!), tf.reshape(updates!, [n, updates!.size / n]), true),
        shape,
      );
    },
  ],
  ['pick', ([x, ids]) => tf.sum(tf.mul(x!, tf.reshape(ones(ids!, x!.shape.at(-1)!), x!.shape)), -1)],
  [
    'spread',
    ([g, ids], { shape }) =>
      tf.mul(tf.reshape(g!, [...g!.shape, 1]), tf.reshape(ones(ids!, shape.at(-1)!), shape)),
  ],
]);

const kit: Kit = { tf, flipsFirst: false, flipped: exchanged };

export interface ValueAndGradients {
  readonly value: Tensor;
  /** By the names in `wrt`. */
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/**
 * The program's only output, and the gradients of Σ g·output with respect to the fed inputs `wrt`; frozen inputs are fed too. `g`: ones
 * where it is left out. Throws EngineError where TensorFlow.js has no gradient.
 */
export async function tfjsGradients(
  forward: Program,
  wrt: readonly string[],
  feeds: Readonly<Record<string, Tensor>>,
  g?: Tensor,
): Promise<ValueAndGradients> {
  await startBackend('cpu');
  // The core package has ops without their gradients; this one registers them, as its training needs them.
  await import('@tensorflow/tfjs-layers');
  const plan = schedule(forward);
  const env = checkFeeds(forward, [...forward.inputs.values()], feeds);
  useBackend('cpu');
  const brought = ({ shape, data }: Tensor): Held =>
    tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
  tf.engine().startScope();
  try {
    const held = new Map(plan.inputs.map(({ at, attrs }) => [at, brought(feeds[attrs.name]!)]));
    const places = wrt.map((name) => plan.inputs.find(({ attrs }) => attrs.name === name)!.at);
    const f = (...xs: Held[]): Held =>
      evaluate(plan, new Map([...held, ...xs.map((x, i) => [places[i]!, x] as const)]), env);
    const { value, grads } = tf.valueAndGrads(f)(
      places.map((at) => held.get(at)!),
      g && brought(g),
    );
    return {
      value: read(value),
      gradients: Object.fromEntries(wrt.map((name, i) => [name, read(grads[i]!)])),
    };
  } finally {
    tf.engine().endScope();
  }
}

function evaluate(plan: Schedule, values: Map<number, Held>, env: Env): Held {
  for (const step of [...plan.constants, ...plan.steps]) values.set(step.at, lower(step, values, env));
  const [output, ...more] = plan.outputs;
  if (!output || more.length > 0)
    throw new EngineError(`internal: expected a program with one output, got ${plan.outputs.length}`);
  return values.get(output.at)!;
}

function lower({ node, inputs, lower: usual }: Step, values: ReadonlyMap<number, Held>, env: Env): Held {
  const out = resolveType(node.type, env);
  const attrs: unknown = node.op.bind ? node.op.bind(node.attrs, env) : node.attrs;
  const shape = [...numbers(out.shape)];
  const xs = inputs.map((i) => values.get(i)!);
  if (shape.includes(0)) return tf.zeros(shape, dtypes[out.dtype]);
  return (differentiable.get(node.op.name) ?? usual)(xs, { node, attrs, out, shape, kit });
}

const read = (x: Held): Tensor => ({ shape: x.shape, data: Float32Array.from(x.dataSync()) });
