/** One program on a portable backend: its calls one after the other, each value released after its last user. */
import {
  type CompileOptions,
  type Env,
  type Executable,
  type Program,
  type Tensor,
  type Type,
  EngineError,
  count,
  numbers,
  resolveType,
} from '@adaptbench/graph';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from './backend.ts';
import type { PortableDevice } from '../devices.ts';
import type { HeldWeight, HeldWeights } from '../held-weights.ts';
import { dtypes } from '../dtypes.ts';
import { checkFeeds } from '../feeds.ts';
import type { Kit } from '../ops/row.ts';
import { type Schedule, type Step, schedule } from './schedule.ts';
import { type Weight, exchanged } from './weights.ts';

type Held = tf.Tensor;

/** wasm has a fast product of operands as they lie only (20 GFLOP/s, transposed 1). */
const flipsFirst: Readonly<Record<PortableDevice, boolean>> = { wasm: true, cpu: false };

export function compile(
  p: Program,
  { frozen }: CompileOptions,
  device: PortableDevice,
  shared: HeldWeights<Weight>,
): Executable {
  useBackend(device);
  const plan = schedule(p);
  const weights = new Map<number, HeldWeight<Weight>>();
  for (const { at, attrs } of plan.inputs)
    if (attrs.role === 'frozen') weights.set(at, shared.take(frozen(attrs.name), numbers(attrs.type.shape)));
  const kit = kitOf(device, weights);
  const constants = new Map(plan.constants.map((step) => [step.at, tf.keep(compute(step, [], {}, kit))]));
  let disposed = false;
  return {
    // Not async: the feeds are read and all is computed before anything else may make another backend current.
    run(feeds) {
      if (disposed)
        return Promise.reject(new EngineError('this program has been disposed: compile it again'));
      try {
        const env = checkFeeds(p, [...p.inputs.values()], feeds);
        useBackend(device);
        return Promise.resolve(run(plan, feeds, env, kit, constants, weights));
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    },
    dispose() {
      if (!disposed) {
        disposed = true;
        useBackend(device);
        for (const c of constants.values()) c.dispose();
        for (const w of weights.values()) w.release();
      }
      return Promise.resolve();
    },
  };
}

function kitOf(device: PortableDevice, weights: ReadonlyMap<number, HeldWeight<Weight>>): Kit {
  const flips = new Map([...weights.values()].map(({ value }) => [value.tensor, value]));
  return { tf, flipsFirst: flipsFirst[device], flipped: (x) => flips.get(x)?.flipped() ?? exchanged(x) };
}

function run(
  plan: Schedule,
  feeds: Readonly<Record<string, Tensor>>,
  env: Env,
  kit: Kit,
  constants: ReadonlyMap<number, Held>,
  weights: ReadonlyMap<number, HeldWeight<Weight>>,
): Record<string, Tensor> {
  const values = Array<Held | undefined>(plan.size);
  /** Values of this run, which are to be released. */
  const alive = new Set<number>();
  const release = (at: number): void => {
    if (alive.delete(at)) values[at]!.dispose();
  };
  try {
    for (const [at, c] of constants) values[at] = c;
    for (const [at, w] of weights) values[at] = w.value.tensor;
    for (const { at, attrs } of plan.inputs) {
      if (attrs.role === 'frozen') continue;
      const { shape, data } = feeds[attrs.name]!;
      values[at] = tf.tensor(data, [...shape], dtypes[attrs.type.dtype]);
      alive.add(at);
    }
    for (const at of plan.unused) release(at);
    for (const step of plan.steps) {
      values[step.at] = compute(
        step,
        step.inputs.map((i) => values[i]!),
        env,
        kit,
      );
      alive.add(step.at);
      for (const at of step.dying) release(at);
    }
    return Object.fromEntries(
      plan.outputs.map(({ name, node, at }) => [name, read(values[at]!, resolveType(node.type, env))]),
    );
  } finally {
    for (const at of alive) release(at);
  }
}

function compute(step: Step, inputs: readonly Held[], env: Env, kit: Kit): Held {
  const { node, lower, symbolic } = step;
  const out = symbolic ? resolveType(node.type, env) : node.type;
  const attrs: unknown = node.op.bind ? node.op.bind(node.attrs, env) : node.attrs;
  const shape = [...numbers(out.shape)];
  try {
    // Kernels are not at their best with nothing to compute.
    if (count(shape) === 0) return tf.zeros(shape, dtypes[out.dtype]);
    return tf.tidy(() => lower(inputs, { node, attrs, out, shape, kit }));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new EngineError(
      `TensorFlow.js failed in node %${step.at} (${node.op.name}): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** A copy: on the cpu backend a tensor may be the very array that was fed, and one that was cast keeps its numbers as they were. */
function read(x: Held, { dtype, shape }: Type): Tensor {
  const data = x.dataSync();
  return { shape: numbers(shape), data: dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data) };
}
