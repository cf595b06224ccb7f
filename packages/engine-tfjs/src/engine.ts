/** The engine: a device that has been started before anything is compiled for it. */
import { availableParallelism } from 'node:os';
import { type Engine, EngineError } from '@adaptbench/graph';
import { version_core as version } from '@tensorflow/tfjs-core';
import { type PortableDevice, type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
import { startBackend } from './portable/backend.ts';
import { compile } from './portable/executable.ts';
import { tensorWeights } from './portable/weights.ts';
import { nativeEngine } from './tensorflow/engine.ts';

const create: Readonly<Record<TfjsDevice, (threads: number) => Promise<Engine>>> = {
  wasm: () => portable('wasm'),
  cpu: () => portable('cpu'),
  tensorflow: async (threads) => nativeEngine('cpu', threads),
  'tensorflow-gpu': async (threads) => nativeEngine('gpu', threads),
};

/** Throws EngineError, with what would mend it, when the device cannot be used here. */
export async function createTfjsEngine({ device, threads, precision }: TfjsOptions): Promise<Engine> {
  if (!devices.includes(device))
    throw new EngineError(`device "${device}" is unknown to TensorFlow.js: expected ${devices.join(', ')}.`);
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    throw new EngineError(`threads is ${threads}: expected a whole number of 1 or more.`);
  if (precision === 'float16')
    throw new EngineError(
      'TensorFlow.js holds weights as float32 here: use --precision float32, or --engine ort.',
    );
  return create[device](threads ?? availableParallelism());
}

async function portable(device: PortableDevice): Promise<Engine> {
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
