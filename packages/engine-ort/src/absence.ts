/** Why a device cannot be had, as far as the disk tells: nothing is loaded and no driver is asked. */
import { existsSync, statSync } from 'node:fs';
import { cudaAbsence, cudaLibrary } from './cuda-library.ts';
import type { OrtDevice } from './settings.ts';

const reasons: Readonly<Record<OrtDevice, () => string | null>> = {
  cpu: () => null,
  webgpu,
  cuda: cudaAbsence,
};

/** null: trying it may succeed. A software adapter is no GPU. */
export const absence = (device: OrtDevice): string | null => reasons[device]();

/** When CUDA's library was fetched, in milliseconds since 1970; null of a device whose library comes with the package. */
export const builtAt = (device: OrtDevice): number | null =>
  device === 'cuda' ? (statSync(cudaLibrary(), { throwIfNoEntry: false })?.mtimeMs ?? null) : null;

/** What the kernel shows of a GPU: Linux' drivers, NVIDIA's, Windows' under Linux. */
const GPUS = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

function webgpu(): string | null {
  if (process.platform !== 'linux' || GPUS.some((file) => existsSync(file))) return null;
  return `no GPU (none of ${GPUS.join(', ')})`;
}
