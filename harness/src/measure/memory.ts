/**
 * Memory of a process, in bytes, as the operating system counts it: everything resident, native libraries and memory-mapped weights
 * included, which `heapUsed` is not. Linux tells it for any process; elsewhere only a process itself can.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

/** Resident memory now. */
export const currentRssBytes = (): number => process.memoryUsage.rss();

/** Highest resident memory of this process since it started, or since `resetPeakRss`. */
export const peakRssBytes = (): number => peakRssBytesOf('self') ?? process.resourceUsage().maxRSS * 1024;

/** As `peakRssBytes`, of another process; null where the system does not tell or the process is gone. */
export function peakRssBytesOf(pid: number | 'self'): number | null {
  try {
    return field(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM');
  } catch {
    return null;
  }
}

/** Makes the present memory the new peak, so that loading the program does not count; false where the system cannot. */
export function resetPeakRss(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

/** A line such as `VmHWM:   123456 kB` of /proc/…/status (the kernel's kB is 1024 bytes). */
function field(status: string, name: string): number | null {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
  return match ? Number(match[1]) * 1024 : null;
}

/** Looks at a process's peak every `intervalMs` until stopped: what is known of its memory when it dies without a word. */
export function watchPeakRss(pid: number, intervalMs = 200): { readonly stop: () => number | null } {
  let peak: number | null = peakRssBytesOf(pid);
  const look = (): void => {
    peak = peakRssBytesOf(pid) ?? peak;
  };
  const timer = setInterval(look, intervalMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
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
