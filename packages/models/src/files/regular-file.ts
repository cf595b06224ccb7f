/** Opening a file of a checkpoint, which must be an ordinary one: pipes and devices would be read for ever. */
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fileError } from '@adaptbench/core';

/**
 * Does `use` with the file open, and closes it.
 * @throws LoadError where there is no such file, it is no ordinary one or the system refuses to read it
 */
export async function withFile<T>(
  path: string,
  use: (file: FileHandle, bytes: number) => Promise<T>,
): Promise<T> {
  const file = await opened(path);
  try {
    const { size } = await file.stat();
    return await use(file, size);
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  // Before opening: that of a pipe without a writer would wait.
  await checkRegular(path);
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw fileError(cause, path);
  }
}

/** @throws LoadError where the path is absent, a folder, a pipe or a device */
export async function checkRegular(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw fileError(cause, path);
  });
  if (found.isFile()) return;
  // As the system says it of files that are read where they cannot be.
  throw fileError(Object.assign(new Error(), { code: found.isDirectory() ? 'EISDIR' : 'ENXIO' }), path);
}
