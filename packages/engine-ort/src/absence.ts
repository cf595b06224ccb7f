/** Why a device cannot be had, as far as the disk tells: nothing is loaded and no driver is asked. */
import { existsSync } from 'node:fs';
import { cudaAbsence } from './cuda-library.ts';
import type { OrtDevice } from './settings.ts';

const reasons: Readonly<Record<OrtDevice, () => string | null>> = {
  cpu: () => null,
  webgpu,
  cuda: cudaAbsence,
};

/** null: trying it may succeed. A software adapter is no GPU. */
export const absence = (device: OrtDevice): string | null => reasons[device]();

/** What the kernel shows of a GPU: Linux' drivers, NVIDIA's, Windows' under Linux. */
const GPUS = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

function webgpu(): string | null {
  if (process.platform !== 'linux' || GPUS.some((file) => existsSync(file))) return null;
  return `no GPU (none of ${GPUS.join(', ')})`;
}
