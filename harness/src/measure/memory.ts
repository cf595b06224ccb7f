/**
 * Memory of a process, in bytes, as the operating system counts it: everything resident, native libraries and memory-mapped weights
 * included, which `heapUsed` is not. Linux tells it for any process; elsewhere only a process itself can.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

/** Resident memory now. */
export const currentRssBytes = (): number => process.memoryUsage.rss();

/** Highest resident memory of this process since it started, or since `resetPeakRss`. */
export const peakRssBytes = (): number =>
  statusOf('self')?.highWater ?? process.resourceUsage().maxRSS * 1024;

/** Makes the present memory the new peak, so that loading the program does not count; false where the system cannot. */
export function resetPeakRss(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

/** Resident memory of a process by what stands behind it; null where the system does not tell or the process is gone. */
export interface Status {
  readonly anonymous: number;
  /** Pages of files and of shared memory, counted for each mapping. */
  readonly mapped: number;
  /** Highest sum of both so far. */
  readonly highWater: number;
}

export function statusOf(pid: number | 'self'): Status | null {
  const status = processFile(pid, 'status');
  const of = (name: string): number => {
    // The kernel's kB is 1024 bytes.
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
    return match ? Number(match[1]) * 1024 : 0;
  };
  const highWater = of('VmHWM');
  return highWater === 0
    ? null
    : { anonymous: of('RssAnon'), mapped: of('RssFile') + of('RssShmem'), highWater };
}

/** A file of /proc/<pid>; empty where there is none or the process is gone. */
export function processFile(pid: number | 'self', file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Processes that the kernel has killed for want of memory since it started, its control groups' included; null where it does not tell. */
export function memoryKills(): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}

/** Memory that this process and its children may use together: the machine's, or their control group's where that is less. */
export const memoryLimitBytes = (): number =>
  Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/** Makes another process the one that the kernel kills first when memory runs out. */
export function offerToKernel(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '500');
  } catch {
    // No Linux, or the process is gone already.
  }
}
