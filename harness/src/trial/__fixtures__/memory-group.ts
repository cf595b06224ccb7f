/** A Linux control group with a memory limit of its own, for a process that is to meet the kernel's killer; needs rights that few have. */
import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface MemoryGroup {
  readonly dir: string;
  dispose(): void;
}

/** null where this process may not make one. */
export function memoryGroup(bytes: number): MemoryGroup | null {
  return (
    made('/sys/fs/cgroup/memory', 'memory.limit_in_bytes', bytes) ??
    made('/sys/fs/cgroup', 'memory.max', bytes)
  );
}

function made(parent: string, limit: string, bytes: number): MemoryGroup | null {
  let dir: string | null = null;
  try {
    if (!existsSync(parent)) return null;
    dir = mkdtempSync(path.join(parent, 'adaptbench-'));
    // Both kinds of hierarchy show only files of controllers that are in force.
    if (!existsSync(path.join(dir, limit))) throw new Error(`no ${limit}`);
    writeFileSync(path.join(dir, limit), String(bytes));
    const group = dir;
    return { dir, dispose: () => rmdirSync(group) };
  } catch {
    if (dir !== null) rmdirSync(dir);
    return null;
  }
}
