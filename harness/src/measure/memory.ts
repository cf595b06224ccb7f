/**
 * Memory of a process, in bytes, as the operating system counts it: everything resident, native libraries and memory-mapped weights
 * included, which `heapUsed` is not. Linux tells it for any process; elsewhere only a process itself can.
 */
import { readFileSync, writeFileSync } from 'node:fs';

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
