/** A file appears whole or not at all, and is on the disk once this returns, whatever happens meanwhile. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileError } from '@adaptbench/core';

/** Writes beside `file`, flushes, and renames over it. Throws the system's error, in words, the old file untouched. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const draft = `${file}.new`;
  try {
    const fd = openSync(draft, 'w');
    try {
      writeFileSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw fileError(error, file);
  }
  syncFolder(path.dirname(file));
}

/** A new name is in its folder's own data, which has to reach the disk as well. */
export function syncFolder(dir: string): void {
  // Windows opens no folders, and needs no such help.
  if (process.platform === 'win32') return;
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
