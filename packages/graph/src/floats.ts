/** A frozen weight's numbers, read into memory: its own bytes alone, for a checkpoint is a single file of them all. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { FrozenSource } from './engine.ts';

export function floats(source: FrozenSource): Float32Array {
  if ('data' in source) return source.data;
  const { file, offset, bytes } = source;
  const out = new Uint8Array(bytes);
  const handle = openSync(file, 'r');
  try {
    // The system gives at most 2 GiB at once.
    for (let at = 0; at < bytes;) {
      const got = readSync(handle, out, at, bytes - at, offset + at);
      if (got === 0) throw new Error(`${file}: ends ${bytes - at} bytes before ${offset + bytes}`);
      at += got;
    }
  } finally {
    closeSync(handle);
  }
  return new Float32Array(out.buffer);
}
