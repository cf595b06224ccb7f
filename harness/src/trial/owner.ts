/** Which process holds something on disk, written down so that a later process can tell whether it still lives. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { z } from 'zod';

export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same pid, where the system says (Linux); else null. */
  readonly born: string | null;
}

/** This process. */
export const thisProcess = (): Owner => ({
  pid: process.pid,
  host: os.hostname(),
  born: lifeOf(process.pid)?.born ?? null,
});

/** An owner on another host cannot be asked, so it may live. */
export function mayLive(owner: Owner): boolean {
  if (owner.host !== os.hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const life = lifeOf(owner.pid);
  // A zombie is dead, whether or not its exit code has been asked for.
  if (life?.state === 'Z' || life?.state === 'X') return false;
  return owner.born === null || owner.born === (life?.born ?? null);
}

const ownerSchema = z.object({ pid: z.int().min(1), host: z.string(), born: z.string().nullable() });

/** null for what is not one. */
export function readOwner(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** State and start time (ticks since boot): fields 3 and 22 of /proc/<pid>/stat; the command before them may hold spaces and brackets. */
function lifeOf(pid: number): { readonly state: string; readonly born: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', born: fields[19] ?? '' };
  } catch {
    return null;
  }
}
