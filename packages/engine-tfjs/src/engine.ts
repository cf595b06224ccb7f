/** The engine: a device that has been started before anything is compiled for it. */
import { availableParallelism } from 'node:os';
import { type Engine, EngineError } from '@adaptbench/graph';
import { type PortableDevice, type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
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

/** TensorFlow.js's packages take as long to load as TensorFlow's library, which does without them. */
const portableModule = () => import('./portable/engine.ts');

async function portable(device: PortableDevice): Promise<Engine> {
  return (await portableModule()).portableEngine(device);
}

/** Loads what a device needs of this package's own; TensorFlow's library is loaded with the engine, which knows its threads. */
export async function load(device: TfjsDevice): Promise<void> {
  if (device === 'wasm' || device === 'cpu') await portableModule();
}
