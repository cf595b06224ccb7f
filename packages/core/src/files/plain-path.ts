/** Paths that a hub, a server or a file names: taken only where they lie plainly below a folder of ours. */
import { join } from 'node:path';
import { LoadError } from '../basics/errors.ts';

/** What file systems take of one name, in bytes. */
const MOST_BYTES = 255;

/**
 * Whether `path` is names joined by `/`. A name may not be empty, hidden (`.git`, `..` and what we write beside the files ourselves) or
 * longer than file systems take. Nor may it hold a character that means something to one (`\`, `:` of a drive, controls, half a pair).
 */
export const isPlainPath = (path: string): boolean =>
  path.length <= 4096 && path.split('/').every(isPlainName);

/** The same for one name: no folder. */
export const isPlainName = (name: string): boolean =>
  name !== '' && !/^\.|[/\\\p{Cc}\p{Cs}]|^[a-z]:/iu.test(name) && Buffer.byteLength(name) <= MOST_BYTES;

/**
 * `path` below `root`.
 * @param where what named it, for the message
 * @throws LoadError where it is not plain
 */
export function below(root: string, path: string, where: string): string {
  if (isPlainPath(path)) return join(root, path);
  throw new LoadError(
    `${where}: names the file ${JSON.stringify(path.slice(0, 200))}, which is no plain path below its folder. It is not read; ask who made it.`,
  );
}
