/** One program in TensorFlow: a session of its graph, which a run calls once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CompileOptions,
  type Executable,
  type Program,
  type Tensor,
  EngineError,
  numbers,
  resolve,
} from '@adaptbench/graph';
import { checkFeeds } from '../feeds.ts';
import type { Binding } from './binding.ts';
import { graphDef } from './graph-def.ts';
import type { HeldWeight, HeldWeights } from '../held-weights.ts';
import { TAG, dataTypes, encodeSavedModel } from '../nodes/proto.ts';

export function compile(
  p: Program,
  { frozen }: CompileOptions,
  binding: Binding,
  weights: HeldWeights<number>,
): Executable {
  const graph = graphDef(p);
  const session = load(binding, encodeSavedModel(graph.nodes));
  const roles = [...p.inputs.values()];
  const held = new Map<string, HeldWeight<number>>();
  for (const { name, role, type } of roles)
    if (role === 'frozen') held.set(name, weights.take(frozen(name), numbers(type.shape)));
  const inputNames = [...graph.inputs.map(({ node }) => node), ...graph.sizes.map(({ name }) => name)].join(
    ',',
  );
  const outputNames = graph.outputs.map(({ node }) => node).join(',');
  let disposed = false;

  const run = (feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> => {
    if (disposed) throw new EngineError('this program has been disposed: compile it again');
    const env = checkFeeds(p, roles, feeds);
    const own: number[] = [];
    const bring = (shape: readonly number[], dtype: number, data: Float32Array | Int32Array): number => {
      const id = binding.createTensor(shape, dtype, data);
      own.push(id);
      return id;
    };
    try {
      const ids = [
        ...graph.inputs.map(({ name }) => {
          const weight = held.get(name);
          if (weight) return weight.value;
          const { shape, data } = feeds[name]!;
          return bring(shape, data instanceof Float32Array ? dataTypes.f32 : dataTypes.i32, data);
        }),
        ...graph.sizes.map(({ shape, dims }) =>
          bring(
            shape,
            dataTypes.i32,
            Int32Array.from(dims, (d) => resolve(d, env)),
          ),
        ),
      ];
      const results = binding.runSavedModel(session, ids, inputNames, outputNames);
      own.push(...results.map(({ id }) => id));
      return Object.fromEntries(
        graph.outputs.map(({ name }, i): [string, Tensor] => {
          const { id, shape } = results[i]!;
          return [name, { shape, data: binding.tensorDataSync(id) }];
        }),
      );
    } catch (error) {
      throw new EngineError(`TensorFlow failed: ${oneLine(error)}`, { cause: error });
    } finally {
      for (const id of own) binding.deleteTensor(id);
    }
  };

  return {
    run: async (feeds) => run(feeds),
    dispose() {
      if (!disposed) {
        disposed = true;
        binding.deleteSavedModel(session);
        for (const w of held.values()) w.release();
      }
      return Promise.resolve();
    },
  };
}

/** A session from a file in a folder of its own, as the binding reads nothing else. */
function load(binding: Binding, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'adaptbench-tf-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return binding.loadSavedModel(folder, TAG);
  } catch (error) {
    throw new EngineError(`TensorFlow does not take this program: ${oneLine(error)}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TensorFlow's message without its account of where in the graph that was, which the node's name says. */
const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replaceAll(/\s+/g, ' ')
    .replace(/ \[Op:.*| \[\[.*/, '')
    .trim();
