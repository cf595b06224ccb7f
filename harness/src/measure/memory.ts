/**
 * Memory of a process, in bytes, as the operating system counts it: everything resident, native libraries and memory-mapped weights
 * included, which `heapUsed` is not. Linux tells it for any process; elsewhere only a process itself can.
 *
 * The system's resident size counts a page once for each mapping: two sessions that map one checkpoint make it look twice as large as
 * it is. So there are two figures: the high-water mark, which the kernel keeps and which misses nothing, and a sampled one that
 * counts each page once. Proportional sizes (Pss) count such pages once as well, but fall as soon as any other process maps the
 * checkpoint too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { mappedOnceIn } from './mapped-once.ts';

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
  const status = read(pid, 'status');
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

/** Resident pages of files and shared memory, each page once however many mappings show it; null as above. */
export function mappedOnce(pid: number | 'self'): number | null {
  const smaps = read(pid, 'smaps');
  return smaps === '' ? null : mappedOnceIn(smaps);
}

function read(pid: number | 'self', file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Samples this process's own resident size where nobody else can: see `watchMemory`. null where somebody else does. */
export function watchOwnRss(intervalMs = 50): { readonly stop: () => number | null } {
  if (statusOf('self') !== null) return { stop: () => null };
  let highest = currentRssBytes();
  const timer = setInterval(() => {
    highest = Math.max(highest, currentRssBytes());
  }, intervalMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return Math.max(highest, currentRssBytes());
    },
  };
}

/** What is known of a process's memory from outside. */
export interface MemoryWatch {
  /** Forgets what was seen so far: the work begins. */
  readonly restart: () => void;
  readonly stop: () => {
    /** Highest sampled memory, each page once; null where the system does not tell. */
    readonly sampled: number | null;
    /** The last high-water mark that was seen: what remains when a process dies without a word. */
    readonly highWater: number | null;
  };
}

/** Walking the page tables holds up the process's own mapping: it may take this share of the time, no more. */
const WALKING = 0.05;
/** Bytes that mapped memory must change before it is looked at again. */
const CHANGED = 2 ** 20;

/**
 * Looks at a process's memory every `intervalMs` until stopped. Reading the counters costs the process nothing; counting mapped pages
 * once does, so that is done only when their number has changed.
 */
export function watchMemory(pid: number, intervalMs = 25): MemoryWatch {
  let seen: Status | null = null;
  let sampled: number | null = null;
  let mapped = { raw: -Infinity, once: 0, next: 0 };
  const look = (): void => {
    const status = statusOf(pid);
    if (!status) return;
    seen = status;
    const now = performance.now();
    if (Math.abs(status.mapped - mapped.raw) > CHANGED && now >= mapped.next) {
      const once = mappedOnce(pid);
      if (once === null) return;
      const took = performance.now() - now;
      mapped = { raw: status.mapped, once, next: now + took / WALKING };
    }
    sampled = Math.max(sampled ?? 0, status.anonymous + Math.min(mapped.once, status.mapped));
  };
  look();
  const timer = setInterval(look, intervalMs);
  return {
    restart() {
      sampled = null;
      look();
    },
    stop() {
      clearInterval(timer);
      look();
      return { sampled, highWater: seen?.highWater ?? null };
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
