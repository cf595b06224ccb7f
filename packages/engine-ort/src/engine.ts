/** The engine: a device that has been tried before anything is compiled for it. */
import { type Engine, EngineError, add, f32, input, program } from '@adaptbench/graph';
import { env } from 'onnxruntime-node';
import { absence } from './absence.ts';
import { cudaNeeds } from './cuda-library.ts';
import { traced } from './fallbacks.ts';
import { residentEngine } from './resident.ts';
import { compile } from './session.ts';
import { type OrtDevice, type OrtOptions, devices, physicalCores } from './settings.ts';
import { softwareAdapter } from './software-adapter.ts';

/** Throws EngineError, with what would mend it, when the device cannot be used here. */
export async function createOrtEngine(options: OrtOptions): Promise<Engine> {
  const { device } = options;
  if (!devices.includes(device))
    throw new EngineError(`device "${device}" is unknown to onnxruntime: expected ${devices.join(', ')}.`);
  const threads = options.threads ?? physicalCores();
  if (!Number.isInteger(threads) || threads < 1)
    throw new EngineError(`threads is ${threads}: expected a whole number of 1 or more.`);
  const missing = device === 'cuda' ? absence(device) : null;
  if (missing !== null) throw new EngineError(`device "${device}": ${missing}`);
  if (device !== 'cpu') await tryDevice(options);
  return {
    name: 'ort',
    device,
    version: `onnxruntime-node ${env.versions.node ?? 'of unknown version'}${options.precision === 'float16' ? ', float16 weights' : ''}`,
    threads,
    compile: (p, compileOptions) => compile(p, compileOptions, options, threads),
    ...(keepsOnDevice[device] ? { resident: residentEngine(options, threads) } : {}),
    ...(device === 'cpu'
      ? {}
      : {
          trace: (p, compileOptions, feeds) =>
            traced(async (profileFolder) => {
              const executable = await compile(p, compileOptions, { ...options, profileFolder }, threads);
              try {
                return await executable.run(feeds);
              } finally {
                await executable.dispose();
              }
            }),
        }),
  };
}

/** onnxruntime-node knows buffers of WebGPU's device only; CUDA's outputs come back to the host. */
const keepsOnDevice: Readonly<Record<OrtDevice, boolean>> = { cpu: false, cuda: false, webgpu: true };

const mends: Readonly<Record<OrtDevice, () => string>> = {
  cpu: () => '',
  cuda: cudaNeeds,
  webgpu: () => {
    const software = Object.entries(softwareAdapter() ?? {}).map(([k, v]) => `${k}=${v}`);
    const without =
      software.length > 0 ? `set ${software.join(' ')}` : 'install Chromium, which brings SwiftShader';
    return `It needs a GPU with a Vulkan, Metal or Direct3D 12 driver; to try it without one, slowly, ${without}. Or use --device cpu.`;
  },
};

/** 1 + 2 on the device: finds out about drivers before a model has been loaded. */
async function tryDevice(options: OrtOptions): Promise<void> {
  const { device } = options;
  if (device === 'cpu') return;
  const x = input('x', f32(1));
  try {
    const three = await compile(
      program({ y: add(x, x) }),
      { frozen: () => ({ data: new Float32Array() }) },
      { ...options, profileFolder: '' },
      1,
    );
    await three.run({ x: { shape: [1], data: Float32Array.of(1) } });
    await three.dispose();
  } catch (error) {
    throw new EngineError(
      `device "${device}" cannot be used here: ${error instanceof Error ? error.message : String(error)}. ${mends[device]()}`,
      { cause: error },
    );
  }
}
