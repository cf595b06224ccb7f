/**
 * Values that stay on the device between runs. onnxruntime-node binds outputs to buffers of the WebGPU device (`preferredOutputLocation`)
 * and takes such buffers as inputs of any session, but does not copy them to the host (`tensor_helper.cc`: a tensor's download is "not
 * implemented" and ends the process). A session that only copies does: one for each number of axes.
 */
import {
  type Program,
  type ResidentEngine,
  type ResidentExecutable,
  type Resident,
  type Tensor,
  f32,
  input,
  program,
} from '@adaptbench/graph';
import { DeviceValue } from './device-value.ts';
import { outputName } from './onnx.ts';
import { type OpenSession, openSession, unwrap } from './session.ts';
import type { OrtOptions } from './settings.ts';

export function residentEngine(options: OrtOptions, threads: number): ResidentEngine {
  // Sessions that only copy are not what a profile is asked for.
  const unprofiled = { ...options, profileFolder: '' };
  const readers = new Map<number, Promise<OpenSession>>();
  const writers = new Map<number, Promise<ResidentExecutable>>();
  const read = async (value: DeviceValue): Promise<Tensor> => {
    const rank = value.shape.length;
    const made = readers.get(rank) ?? openSession(copying(rank), noWeights, unprofiled, threads, () => false);
    readers.set(rank, made);
    return unwrap((await (await made).run({ x: value }))[outputName('y')]!);
  };
  const open = async (...args: Parameters<ResidentEngine['compile']>): Promise<ResidentExecutable> =>
    executable(...args, options, threads, read);
  return {
    compile: open,
    async put(tensor) {
      const rank = tensor.shape.length;
      const made =
        writers.get(rank) ?? executable(copying(rank), noWeights, () => true, unprofiled, threads, read);
      writers.set(rank, made);
      return (await (await made).run({ x: tensor })).resident['y']!;
    },
  };
}

const noWeights = { frozen: () => ({ data: new Float32Array() }) };

/** x, as it is, of so many axes. */
const copying = (rank: number): Program =>
  program({ y: input('x', f32(...Array.from({ length: rank }, (_, axis) => `D${axis}`))) });

async function executable(
  p: Program,
  compileOptions: Parameters<ResidentEngine['compile']>[1],
  stays: (output: string) => boolean,
  options: OrtOptions,
  threads: number,
  read: (value: DeviceValue) => Promise<Tensor>,
): Promise<ResidentExecutable> {
  const session = await openSession(p, compileOptions, options, threads, stays);
  return {
    async run(feeds) {
      const results = await session.run(feeds);
      const outputs: Record<string, Tensor> = {};
      const resident: Record<string, Resident> = {};
      for (const name of p.outputs.keys()) {
        const result = results[outputName(name)]!;
        if (stays(name)) resident[name] = new DeviceValue(result, read);
        else outputs[name] = unwrap(result);
      }
      return { outputs, resident };
    },
    dispose: () => session.dispose(),
  };
}
