/**
 * Frozen weights as float16. Matrices of a checkpoint are converted once and kept in ~/.cache/adaptbench/float16 (or $ADAPTBENCH_CACHE), a
 * file each, which sessions map; vectors (norms, biases) stay float32, as they are few and sensitive.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type FrozenSource, EngineError, floats } from '@adaptbench/graph';
import { toHalf } from './bits.ts';

/** What a session may hold as float16: anything of two axes or more. */
export const isHalved = (shape: readonly unknown[]): boolean => shape.length >= 2;

/** As FrozenSource, of halves. */
export type HalfSource =
  | { readonly file: string; readonly offset: number; readonly bytes: number }
  | { readonly data: Uint16Array<ArrayBuffer> };

/** Throws EngineError where a number is beyond float16's range. */
export function halved(name: string, source: FrozenSource): HalfSource {
  if (!('file' in source)) return { data: converted(name, source) };
  const folder = folderOf(source.file);
  const file = join(folder, `${source.offset}-${source.bytes}.f16`);
  const place = { file, offset: 0, bytes: source.bytes / 2 };
  if (existsSync(file)) return place;
  const data = converted(name, source);
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, data);
    renameSync(draft, file);
    return place;
  } catch {
    // Nothing can be kept there: a full disk, or one that is read only.
    rmSync(draft, { force: true });
    return { data };
  }
}

function converted(name: string, source: FrozenSource): Uint16Array<ArrayBuffer> {
  const numbers = floats(source);
  const { halves, unfit } = toHalf(numbers);
  if (unfit < 0) return halves;
  throw new EngineError(
    `${name}: element ${unfit} is ${numbers[unfit]}: float16 holds numbers up to 65,504. Use --precision float32.`,
  );
}

/** A file that has changed is another one. */
function folderOf(file: string): string {
  const { size, mtimeMs, ino } = statSync(file);
  const key = createHash('sha256')
    .update(JSON.stringify([file, size, mtimeMs, ino]))
    .digest('hex');
  const cache = process.env['ADAPTBENCH_CACHE'] || join(homedir(), '.cache', 'adaptbench');
  return join(cache, 'float16', key.slice(0, 16));
}
