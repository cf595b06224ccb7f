/**
 * TensorFlow.js is one library a process with one current backend: an engine makes its own current before it computes. What a run
 * does between two waits is done on one backend.
 */
import { EngineError } from '@adaptbench/graph';
import * as tf from '@tensorflow/tfjs-core';
import type { PortableDevice } from '../devices.ts';

const packages: Readonly<Record<PortableDevice, () => Promise<unknown>>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
};

/** Loads and starts a backend. Throws EngineError where it cannot be started. */
export async function startBackend(device: PortableDevice): Promise<void> {
  // Without it TensorFlow.js advises on the terminal, and looks for NaN in what it is given.
  tf.env().set('PROD', true);
  await packages[device]();
  if (await tf.setBackend(device)) return;
  throw new EngineError(
    `device "${device}": TensorFlow.js could not start it. ${
      device === 'wasm' ? 'It needs WebAssembly with SIMD. Or use --device cpu.' : 'Reinstall the packages.'
    }`,
  );
}

/** Makes a started backend the one that the next operations run on. */
export function useBackend(device: PortableDevice): void {
  // Only the very start of a backend waits for anything.
  if (tf.getBackend() !== device) void tf.setBackend(device);
}
