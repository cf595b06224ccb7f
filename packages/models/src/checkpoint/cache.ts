/** Files of our own under the cache folder: where it is, and how a file appears there whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { LoadError } from '@adaptbench/core';

/** `given`, else $ADAPTBENCH_CACHE, else ~/.cache/adaptbench. */
export function cacheFolder(given?: string): string {
  return given ?? (process.env['ADAPTBENCH_CACHE'] || join(homedir(), '.cache', 'adaptbench'));
}

/**
 * Writes a file under a temporary name beside `path`, syncs it to disk and renames it: who sees `path` sees all of it, also after a
 * crash. On any error the temporary file is removed.
 * @param expectedBytes size it will have, where known: checked against the free space first
 * @throws LoadError where the disk is or gets full
 */
export async function writeWhole(
  path: string,
  expectedBytes: number | null,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeAbandoned(path);
  const free = await freeBytes(dirname(path));
  if (expectedBytes !== null && free < expectedBytes) throw full(path, expectedBytes, free);
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.part`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw full(path, expectedBytes, await freeBytes(dirname(path)), cause);
    throw cause;
  }
}

/** Milliseconds without a write after which a temporary file is taken for one whose writer was killed. */
const ABANDONED = 3_600_000;

/** Gives the room of writes that never ended back; one that still goes on, here or on another host, is left alone. */
async function removeAbandoned(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.part')) continue;
    const file = join(dirname(path), name);
    const modified = await stat(file).then(
      (s) => s.mtimeMs,
      () => Infinity, // Gone in the meantime.
    );
    if (Date.now() - modified > ABANDONED) await rm(file, { force: true });
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function full(path: string, needed: number | null, free: number, cause?: unknown): LoadError {
  return new LoadError(
    `${path}: no space left: ${needed === null ? 'more' : `${needed} bytes`} needed, ${free} free. Free some space or set ADAPTBENCH_CACHE to another disk.`,
    { cause },
  );
}
