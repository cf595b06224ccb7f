/** How much of a data file is read. What lies beyond is refused before it is read, wherever the file itself says how much it holds. */
import { LoadError } from '@adaptbench/core';

const MiB = 2 ** 20;

/** A file is read whole: so many bytes of text, packed or not, still fit a JavaScript string, and rows take several times as much. */
export const MAX_BYTES = 384 * MiB;

/** @throws LoadError where a file of `size` bytes (null: more than may be) is not read */
export function checkSize(size: number | null, file: string): void {
  if (size !== null && size <= MAX_BYTES) return;
  throw new LoadError(
    `${file}: takes ${size === null ? 'more' : `${Math.ceil(size / MiB)} MiB: more`} than ${MAX_BYTES / MiB} MiB, which are read whole into memory. Take a sample of it: a few thousand rows are enough to compare methods.`,
  );
}
