/** Memory of an NVIDIA device while a process works on it, by nvidia-smi; other devices do not tell. */
import { type ChildProcess, spawn } from 'node:child_process';

/** Devices that are an NVIDIA card, or may be one. */
const NVIDIA: ReadonlySet<string> = new Set(['cuda', 'tensorflow-gpu', 'webgpu']);

/** Whether a device's memory can be looked at from outside. */
export const tellsMemory = (device: string): boolean => NVIDIA.has(device);

export interface DeviceWatch {
  /** Ends the sampling; highest memory in bytes, null where nothing tells it. */
  readonly stop: () => Promise<number | null>;
}

/**
 * Highest memory that the process `pid` has on the device. nvidia-smi knows processes by the ids of the host, which a container does not
 * see. There it is the highest in use by all less what was in use at first, and others' work on the device counts.
 *
 * Two processes sample by themselves and write a line each time; they end with the watch, or by a broken pipe if this process dies.
 */
export function watchDeviceMemory(device: string, pid: number, intervalMs = 500): DeviceWatch {
  if (!tellsMemory(device)) return { stop: () => Promise.resolve(null) };
  let [first, highest, ofProcess]: [number | null, number, number | null] = [null, 0, null];
  const again = ['--format=csv,noheader,nounits', `--loop-ms=${intervalMs}`, '-i', firstDevice()];
  const samplers = [
    sample(['--query-gpu=memory.used', ...again], (line) => {
      const used = parseUsed(line);
      if (used === null) return;
      first ??= used;
      highest = Math.max(highest, used);
    }),
    sample(['--query-compute-apps=pid,used_memory', ...again], (line) => {
      const app = parseProcess(line);
      if (app?.pid === pid) ofProcess = Math.max(ofProcess ?? 0, app.bytes);
    }),
  ];
  return {
    async stop() {
      await Promise.all(samplers.map(ended));
      return ofProcess ?? (first === null ? null : highest - first);
    },
  };
}

/** The first that CUDA may use. */
const firstDevice = (): string =>
  (process.env['CUDA_VISIBLE_DEVICES'] ?? '').split(',').find((id) => id !== '') ?? '0';

function sample(args: readonly string[], onLine: (line: string) => void): ChildProcess {
  const child = spawn('nvidia-smi', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  // There is no nvidia-smi: nothing tells.
  child.on('error', () => {});
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  });
  return child;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });

/** A line of `--query-gpu=memory.used`. nvidia-smi's `nounits` are MiB; some devices answer `[N/A]`. */
export function parseUsed(line: string): number | null {
  const match = /^\s*(\d+)\s*$/.exec(line);
  return match ? Number(match[1]) * 2 ** 20 : null;
}

/** A line of `--query-compute-apps=pid,used_memory`; null where the device does not tell (`[N/A]`, `[Not Supported]`). */
export function parseProcess(line: string): { readonly pid: number; readonly bytes: number } | null {
  const match = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(line);
  return match ? { pid: Number(match[1]), bytes: Number(match[2]) * 2 ** 20 } : null;
}
