/** One compiled program: an onnxruntime session and the checks at its border. */
import { join } from 'node:path';
import {
  type CompileOptions,
  type Executable,
  type InputAttrs,
  type Program,
  type Tensor,
  EngineError,
  ShapeError,
  bindSymbols,
  resolveShape,
  sameShape,
  show,
} from '@adaptbench/graph';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { oneLine } from './errors.ts';
import { onnxModel, outputName } from './onnx.ts';
import { encodeModel } from './proto.ts';
import { type OrtOptions, roughNodes, sessionOptions } from './settings.ts';
import { placeWeights } from './weights.ts';

let compiled = 0;

export async function compile(
  program: Program,
  { frozen, prefer = 'speed' }: CompileOptions,
  options: OrtOptions,
  threads: number,
): Promise<Executable> {
  const inputs = [...program.inputs.values()];
  const placed = placeWeights(
    inputs.filter(({ role }) => role === 'frozen'),
    frozen,
  );
  const profileFolder = options.profileFolder ?? process.env['ADAPTBENCH_PROFILE'];
  const session = await (async () => {
    try {
      const model = onnxModel(program, placed.initializers);
      return await createSession(
        encodeModel(model),
        sessionOptions(options, threads, prefer, {
          weightFolder: placed.folder,
          onCpu: roughNodes(options.device, model.graph.node),
          profilePrefix: profileFolder ? join(profileFolder, `program-${process.pid}-${++compiled}`) : null,
        }),
      );
    } finally {
      placed.dispose();
    }
  })();
  const fed = inputs.filter(({ role }) => role !== 'frozen');
  let disposed = false;
  return {
    async run(feeds) {
      if (disposed) throw new EngineError('this program has been disposed: compile it again');
      checkFeeds(program, fed, feeds);
      const wrapped: Record<string, OrtTensor> = {};
      for (const { name } of fed) wrapped[name] = wrap(feeds[name]!);
      const results = await session.run(wrapped).catch((error: unknown) => {
        throw new EngineError(`onnxruntime failed in ${oneLine(error)}`, { cause: error });
      });
      const out: Record<string, Tensor> = {};
      for (const name of program.outputs.keys()) out[name] = unwrap(results[outputName(name)]!);
      return out;
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      if (profileFolder) session.endProfiling();
      await session.release();
    },
  };
}

async function createSession(
  model: Uint8Array,
  settings: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, settings);
  } catch (error) {
    throw new EngineError(`onnxruntime does not take this program: ${oneLine(error)}`, { cause: error });
  }
}

/** onnxruntime checks numbers it knows; what symbols must agree on is checked here. */
function checkFeeds(
  program: Program,
  inputs: readonly InputAttrs[],
  feeds: Readonly<Record<string, Tensor>>,
): void {
  const env = bindSymbols(program, (name) => feeds[name]?.shape);
  for (const { name, type } of inputs) {
    const { shape, data } = feeds[name]!;
    if (!sameShape(shape, resolveShape(type.shape, env)))
      throw new ShapeError(
        `${name}: fed [${shape}]; expected ${show(type)} = [${resolveShape(type.shape, env)}] with ${JSON.stringify(env)}`,
      );
    if ((data instanceof Float32Array ? 'f32' : 'i32') !== type.dtype)
      throw new ShapeError(`${name}: fed ${data.constructor.name}; expected ${show(type)}`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (data.length !== size)
      throw new ShapeError(`${name}: fed ${data.length} numbers for [${shape}]; expected ${size}`);
  }
}

const wrap = ({ data, shape }: Tensor): OrtTensor =>
  data instanceof Float32Array ? new OrtTensor('float32', data, shape) : new OrtTensor('int32', data, shape);

function unwrap({ data, dims }: OrtTensor): Tensor {
  if (data instanceof Float32Array || data instanceof Int32Array) return { shape: dims, data };
  throw new EngineError(`internal: onnxruntime gave back ${data.constructor.name}`);
}
