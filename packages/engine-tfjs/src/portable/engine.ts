/** A portable backend as an engine. */
import type { Engine } from '@adaptbench/graph';
import { version_core as version } from '@tensorflow/tfjs-core';
import type { PortableDevice } from '../devices.ts';
import { startBackend } from './backend.ts';
import { compile } from './executable.ts';
import { tensorWeights } from './weights.ts';

export async function portableEngine(device: PortableDevice): Promise<Engine> {
  await startBackend(device);
  const weights = tensorWeights();
  return {
    name: 'tfjs',
    device,
    version: `@tensorflow/tfjs-core ${version}`,
    // Under Node the wasm backend cannot start its workers, and the cpu backend is plain JavaScript.
    threads: 1,
    compile: async (program, options) => compile(program, options, device, weights),
  };
}
