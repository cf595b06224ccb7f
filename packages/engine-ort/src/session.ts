/** One compiled program: an onnxruntime session and the checks at its border. */
import { join } from 'node:path';
import {
  type CompileOptions,
  type Executable,
  type FeedValue,
  type InputAttrs,
  type Program,
  type Tensor,
  EngineError,
  ShapeError,
  bindSymbols,
  isTensor,
  resolveShape,
  sameShape,
  show,
} from '@adaptbench/graph';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { cutBefore } from './before.ts';
import { oneLine } from './errors.ts';
import { keptSessions, sessionKey } from './kept-sessions.ts';
import { dialects } from './lowered.ts';
import { onnxModel, outputName } from './onnx.ts';
import { type ModelProto, encodeModel } from './proto.ts';
import { onDevice } from './device-value.ts';
import { type OrtOptions, rough, roughNodes, sessionOptions } from './settings.ts';
import { placeWeights } from './weights.ts';

let compiled = 0;
/** Of this process. */
const kept = keptSessions();

/** A session with what the processor computes before its runs; what it gives back is onnxruntime's own. */
export interface OpenSession {
  run(feeds: Readonly<Record<string, FeedValue>>): Promise<Readonly<Record<string, OrtTensor>>>;
  dispose(): Promise<void>;
}

/** Outputs that `stays` holds for are left on the device. */
export async function openSession(
  program: Program,
  { frozen, prefer = 'speed' }: CompileOptions,
  options: OrtOptions,
  threads: number,
  stays: (output: string) => boolean,
): Promise<OpenSession> {
  const inputs = [...program.inputs.values()];
  const named = (role: InputAttrs['role']): InputAttrs[] => inputs.filter((i) => i.role === role);
  const placed = placeWeights(named('frozen'), frozen, options.precision ?? 'float32');
  const profileFolder = options.profileFolder ?? process.env['ADAPTBENCH_PROFILE'];
  const cut = await (async () => {
    try {
      const model = onnxModel(program, placed.initializers, dialects[options.device]);
      const constants = model.graph.initializer.slice(placed.initializers.length);
      const given = new Set([...named('feed'), ...constants].map(({ name }) => name));
      const { before, main } = cutBefore(model, rough[options.device], given);
      const create = (
        { device }: Pick<OrtOptions, 'device'>,
        part: ModelProto,
        prefix: string | null,
      ): Promise<Held> =>
        heldSession(
          encodeModel(part),
          sessionOptions({ ...options, device }, threads, prefer, {
            weightFolder: placed.folder,
            onCpu: roughNodes(device, part.graph.node),
            profilePrefix: prefix,
            onDevice: device === 'cpu' ? [] : [...program.outputs.keys()].filter(stays).map(outputName),
          }),
          // A profile ends with its session, and weights in a temporary folder are known by its name alone.
          options.keeps === true && prefix === null && !placed.temporary,
        );
      return {
        // The processor's nodes are small, and no part of what the device's profile is about.
        before: before && (await create({ device: 'cpu' }, before, null)),
        main: await create(
          options,
          main,
          profileFolder ? join(profileFolder, `program-${process.pid}-${++compiled}`) : null,
        ),
      };
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
      const run = ({ session }: Held, all: Readonly<Record<string, OrtTensor>>) =>
        session
          .run(Object.fromEntries(session.inputNames.map((name) => [name, all[name]!])))
          .catch((error: unknown) => {
            throw new EngineError(`onnxruntime failed in ${oneLine(error)}`, { cause: error });
          });
      const first = cut.before ? await run(cut.before, wrapped) : {};
      return run(cut.main, { ...wrapped, ...first });
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      if (profileFolder) cut.main.session.endProfiling();
      await cut.main.dispose();
      await cut.before?.dispose();
    },
  };
}

export async function compile(
  program: Program,
  compileOptions: CompileOptions,
  options: OrtOptions,
  threads: number,
): Promise<Executable> {
  const session = await openSession(program, compileOptions, options, threads, () => false);
  return {
    async run(feeds) {
      const results = await session.run(feeds);
      const out: Record<string, Tensor> = {};
      for (const name of program.outputs.keys()) out[name] = unwrap(results[outputName(name)]!);
      return out;
    },
    dispose: () => session.dispose(),
  };
}

/** A session, and what becomes of it once its program is disposed. */
interface Held {
  readonly session: InferenceSession;
  readonly dispose: () => Promise<void>;
}

async function heldSession(
  model: Uint8Array,
  settings: InferenceSession.SessionOptions,
  keeps: boolean,
): Promise<Held> {
  const key = keeps ? sessionKey(model, settings) : null;
  const session = (key === null ? undefined : kept.take(key)) ?? (await createSession(model, settings));
  return { session, dispose: () => (key === null ? session.release() : kept.giveBack(key, session)) };
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
  feeds: Readonly<Record<string, FeedValue>>,
): void {
  const env = bindSymbols(program, (name) => feeds[name]?.shape);
  for (const { name, type } of inputs) {
    const value = feeds[name]!;
    const { shape } = value;
    if (!sameShape(shape, resolveShape(type.shape, env)))
      throw new ShapeError(
        `${name}: fed [${shape}]; expected ${show(type)} = [${resolveShape(type.shape, env)}] with ${JSON.stringify(env)}`,
      );
    if (!isTensor(value)) continue; // which an engine made
    const { data } = value;
    if ((data instanceof Float32Array ? 'f32' : 'i32') !== type.dtype)
      throw new ShapeError(`${name}: fed ${data.constructor.name}; expected ${show(type)}`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (data.length !== size)
      throw new ShapeError(`${name}: fed ${data.length} numbers for [${shape}]; expected ${size}`);
  }
}

function wrap(fed: FeedValue): OrtTensor {
  if (!isTensor(fed)) return onDevice(fed);
  const { data, shape } = fed;
  return data instanceof Float32Array
    ? new OrtTensor('float32', data, shape)
    : new OrtTensor('int32', data, shape);
}

/** What came back in the processor's memory. */
export function unwrap({ data, dims }: OrtTensor): Tensor {
  if (data instanceof Float32Array || data instanceof Int32Array) return { shape: dims, data };
  throw new EngineError(`internal: onnxruntime gave back ${data.constructor.name}`);
}
