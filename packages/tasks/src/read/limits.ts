/** How much of a data file is read. What lies beyond is refused before it is read, wherever the file itself says how much it holds. */
import { LoadError } from '@adaptbench/core';

const MiB = 2 ** 20;

/** A file is read whole: so many bytes of text, packed or not, still fit a JavaScript string, and rows take several times as much. */
export const MAX_BYTES = 384 * MiB;
/** Rows and filled cells of one file; a row takes some 200 bytes of memory beside its texts, a cell some 20. */
export const MAX_ROWS = 2_000_000;
export const MAX_CELLS = 20_000_000;

const enough = 'Take a sample of it: a few thousand rows are enough to compare methods.';

/** `size`: bytes; null where it is only known that they are too many. */
export const tooLarge = (size: number | null, file: string): LoadError =>
  new LoadError(
    `${file}: takes ${size === null ? 'more' : `${Math.ceil(size / MiB)} MiB: more`} than ${MAX_BYTES / MiB} MiB, which are read whole into memory. ${enough}`,
  );

export const tooMany = (what: 'rows' | 'cells', file: string): LoadError =>
  new LoadError(
    what === 'rows'
      ? `${file}: holds more than ${MAX_ROWS.toLocaleString('en')} rows. ${enough}`
      : `${file}: holds more than ${MAX_CELLS.toLocaleString('en')} filled cells. Keep the columns that are needed. ${enough}`,
  );

/** @throws LoadError where a file of `size` bytes is not read */
export function checkSize(size: number, file: string): void {
  if (size > MAX_BYTES) throw tooLarge(size, file);
}

/** @throws LoadError where so many rows or filled cells are not read */
export function checkCounts(counts: { readonly rows: number; readonly cells: number }, file: string): void {
  if (counts.rows > MAX_ROWS) throw tooMany('rows', file);
  if (counts.cells > MAX_CELLS) throw tooMany('cells', file);
}
