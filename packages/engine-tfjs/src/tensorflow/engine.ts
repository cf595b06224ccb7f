/** TensorFlow's library as an engine. */
import { type Engine, EngineError, floats } from '@adaptbench/graph';
import { heldWeights } from '../held-weights.ts';
import { type NativeKind, loadNative } from './binding.ts';
import { dataTypes } from '../nodes/proto.ts';
import { compile } from './session.ts';

/** Throws EngineError where the library has not been built, or finds no GPU where one is asked for. */
export function nativeEngine(kind: NativeKind, asked: number): Engine {
  const { binding, threads } = loadNative(kind, asked);
  if (kind === 'gpu' && !binding.isUsingGpuDevice())
    throw new EngineError(
      'device "tensorflow-gpu": TensorFlow finds no GPU. It needs an NVIDIA driver (see `nvidia-smi`). Or use --device tensorflow.',
    );
  const weights = heldWeights(
    (source, shape) => binding.createTensor(shape, dataTypes.f32, floats(source)),
    (id) => binding.deleteTensor(id),
  );
  return {
    name: 'tfjs',
    device: kind === 'cpu' ? 'tensorflow' : 'tensorflow-gpu',
    version: `TensorFlow ${binding.TF_Version}, @tensorflow/tfjs-node's binding`,
    threads,
    compile: async (program, options) => compile(program, options, binding, weights),
  };
}
