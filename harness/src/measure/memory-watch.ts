/**
 * A process's memory over time, looked at from outside.
 *
 * The system's resident size counts a page once for each mapping: two sessions that map one checkpoint make it look twice as large as it
 * is. So there are two figures: the high-water mark, which the kernel keeps and which misses no moment, and a sampled one that counts
 * each page once. Proportional sizes (Pss) count such pages once as well. But they fall as soon as another process maps the checkpoint
 * too: of 581 MB that were mapped they told 174 to 430.
 */
import { mappedOnceIn, mappedTwiceIn } from './mapped-once.ts';
import { type Status, currentRssBytes, processFile, statusOf } from './memory.ts';

export interface MemoryWatch {
  /** Forgets what was seen so far: the work begins. */
  readonly restart: () => void;
  readonly now: () => Seen;
  readonly stop: () => Seen;
}

interface Seen {
  /** Highest sampled memory, each page once; null where the system does not tell. */
  readonly sampled: number | null;
  /** The last high-water mark that was seen: what remains when a process dies without a word. */
  readonly highWater: number | null;
}

/** Bytes that mapped memory must change before it is looked at again. */
const CHANGED = 2 ** 20;
/** Walking the page tables holds up the process's own mapping: it may take this share of the time, no more. */
const WALKING = 0.05;

/**
 * Looks at a process's memory every `intervalMs` until stopped. Reading the counters costs the process nothing. Parts of files that are
 * mapped twice are looked up when the amount of mapped memory changes. The page tables tell how many of their pages are resident. Until
 * they have been walked, those parts count as resident twice, so memory is rather told too small.
 */
export function watchMemory(pid: number, intervalMs = 25): MemoryWatch {
  let seen: Status | null = null;
  let sampled: number | null = null;
  /** Mapped memory when it was last looked at, with and without repetition; `exact` once there is nothing to walk for. */
  let level = { mapped: 0, once: 0, exact: true };
  let nextWalk = 0;
  const look = (): void => {
    const status = statusOf(pid);
    if (!status) return;
    seen = status;
    const { anonymous, mapped } = status;
    if (Math.abs(mapped - level.mapped) > CHANGED) {
      const twice = mappedTwiceIn(processFile(pid, 'maps'));
      // What was there stays there while more is mapped.
      const least = mapped > level.mapped ? level.once : 0;
      level = { mapped, once: Math.max(mapped - twice, least), exact: twice < CHANGED };
    }
    const now = performance.now();
    if (!level.exact && now >= nextWalk) {
      const smaps = processFile(pid, 'smaps');
      if (smaps === '') return;
      level = { mapped, once: Math.min(mappedOnceIn(smaps), mapped), exact: true };
      nextWalk = now + (performance.now() - now) / WALKING;
    }
    sampled = Math.max(sampled ?? 0, anonymous + level.once);
  };
  look();
  const timer = setInterval(look, intervalMs);
  const now = (): Seen => {
    look();
    return { sampled, highWater: seen?.highWater ?? null };
  };
  return {
    restart() {
      sampled = null;
      look();
    },
    now,
    stop() {
      clearInterval(timer);
      return now();
    },
  };
}

/** Samples this process's own resident size where it cannot be watched from outside (see `watchMemory`); elsewhere null. */
export function watchOwnRss(intervalMs = 50): { readonly highest: () => number | null } {
  if (statusOf('self') !== null) return { highest: () => null };
  let highest = currentRssBytes();
  const timer = setInterval(() => {
    highest = Math.max(highest, currentRssBytes());
  }, intervalMs);
  timer.unref();
  return { highest: () => (highest = Math.max(highest, currentRssBytes())) };
}
