/** Why a device cannot be had, as far as the disk tells: nothing is loaded and no driver is asked. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OrtDevice } from './settings.ts';

const reasons: Readonly<Record<OrtDevice, () => string | null>> = { cpu: () => null, webgpu, cuda };

/** null: trying it may succeed. A software adapter is no GPU. */
export const absence = (device: OrtDevice): string | null => reasons[device]();

/** What the kernel shows of a GPU: Linux' drivers, NVIDIA's, Windows' under Linux. */
const GPUS = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

function webgpu(): string | null {
  if (process.platform !== 'linux' || GPUS.some((file) => existsSync(file))) return null;
  return `no GPU (none of ${GPUS.join(', ')})`;
}

/** CUDA's provider is a library that onnxruntime-node's package leaves to its install script. */
function cuda(): string | null {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const library = `bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime_providers_cuda.so`;
  if (existsSync(join(root, library))) return null;
  return `onnxruntime's CUDA library is not installed. ${
    process.platform === 'linux' && process.arch === 'x64'
      ? `Run \`node ${join(root, 'script/install.js')} --onnxruntime-node-install=cuda12\` (about 400 MB); it needs an NVIDIA driver, CUDA 12 and cuDNN 9.`
      : 'It exists for Linux on x64 only: use --device cpu or --device webgpu.'
  }`;
}
