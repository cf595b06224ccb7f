/** Memory of an NVIDIA device while a process works on it, by nvidia-smi; other devices do not tell. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Devices that are an NVIDIA card. */
const NVIDIA: ReadonlySet<string> = new Set(['cuda', 'tensorflow-gpu']);

/** Whether a device's memory can be looked at from outside. */
export const tellsMemory = (device: string): boolean => NVIDIA.has(device);

/**
 * Highest memory in use less what was in use before, in bytes; null where no tool tells it. nvidia-smi knows processes by the ids of the
 * host, which a container does not see. So the device's total is read, and others' work on it counts.
 */
export function watchDeviceMemory(
  device: string,
  intervalMs = 500,
): { readonly stop: () => Promise<number | null> } {
  if (!tellsMemory(device)) return { stop: () => Promise.resolve(null) };
  let [first, highest]: [number | null, number] = [null, 0];
  const look = async (): Promise<void> => {
    const used = await usedBytes();
    if (used === null) return;
    first ??= used;
    highest = Math.max(highest, used);
  };
  let last = look();
  const timer = setInterval(() => {
    last = last.then(look);
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await last;
      return first === null ? null : highest - first;
    },
  };
}

/** Of the first device that CUDA may use. */
async function usedBytes(): Promise<number | null> {
  const device = (process.env['CUDA_VISIBLE_DEVICES'] ?? '').split(',').find((id) => id !== '') ?? '0';
  try {
    const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '-i', device];
    return parseUsed((await promisify(execFile)('nvidia-smi', query, { timeout: 5000 })).stdout);
  } catch {
    return null;
  }
}

/** nvidia-smi's `nounits` are MiB; some devices answer `[N/A]`. */
export function parseUsed(text: string): number | null {
  const match = /^\s*(\d+)\s*$/m.exec(text);
  return match ? Number(match[1]) * 2 ** 20 : null;
}
