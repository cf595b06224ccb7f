/** The engine: a backend that has been started before anything is compiled for it. */
import { type Engine, EngineError } from '@adaptbench/graph';
import { version_core as version } from '@tensorflow/tfjs-core';
import { startBackend } from './backend.ts';
import { type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
import { compile } from './executable.ts';
import { weights } from './weights.ts';

/** Throws EngineError, with what would mend it, when the device cannot be used here. */
export async function createTfjsEngine({ device, threads }: TfjsOptions): Promise<Engine> {
  if (!devices.includes(device))
    throw new EngineError(`device "${device}" is unknown to TensorFlow.js: expected ${devices.join(', ')}.`);
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    throw new EngineError(`threads is ${threads}: expected a whole number of 1 or more.`);
  if (device === 'cpu' || device === 'wasm') return portable(device);
  throw new EngineError('not yet');
}

async function portable(device: TfjsDevice): Promise<Engine> {
  await startBackend(device);
  const shared = weights();
  return {
    name: 'tfjs',
    device,
    version: `@tensorflow/tfjs-core ${version}`,
    // Under Node the wasm backend cannot start its workers, and the cpu backend is plain JavaScript.
    threads: 1,
    compile: async (program, options) => compile(program, options, device, shared),
  };
}
