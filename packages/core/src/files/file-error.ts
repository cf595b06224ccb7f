/** What the system says of a file, in words: what was found, and how to mend it. */
import { getSystemErrorMap } from 'node:util';
import { ConfigError, LoadError } from '../basics/errors.ts';

const sentences: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder. Check the path'],
  ['ENOTDIR', 'a part of the path is a file where a folder is needed. Check the path'],
  ['EISDIR', 'is a folder: expected a file. Name a file in it'],
  ['EEXIST', 'is there already. Name another, or remove it'],
  ['ENOTEMPTY', 'is a folder that is not empty. Name another, or empty it'],
  ['ENAMETOOLONG', 'the name is longer than the file system takes. Shorten it'],
  ['ELOOP', 'symbolic links lead in a circle. Name the file itself'],
  ['EINVAL', 'the file system takes no such name or request. Check the path'],
  ['ERR_INVALID_ARG_VALUE', 'is no path that a file can have. Check the path'],
  ['EACCES', 'permission denied. Change its permissions or those of its folder'],
  ['EPERM', 'the system does not permit it. Change its permissions or owner'],
  ['EROFS', 'the file system is read-only. Choose another folder'],
  ['ENOSPC', 'the disk is full. Make room, or choose a folder on another disk'],
  ['EDQUOT', 'the disk quota is used up. Make room, or choose a folder on another disk'],
  [
    'EFBIG',
    'is larger than the file system or a limit of the shell takes. Choose another disk, or raise ulimit -f',
  ],
  ['ERR_FS_FILE_TOO_LARGE', 'takes more than 2 GiB, which cannot be read at once. Take a part of it'],
  ['EMFILE', 'too many files are open. Raise the limit: ulimit -n 4096'],
  ['ENFILE', 'too many files are open on this machine. End other programs'],
  ['ENOMEM', 'no memory is left. End other programs'],
  ['EBUSY', 'another program holds it. End that program'],
  ['ETXTBSY', 'another program runs it. End that program'],
  ['EIO', 'the device fails to read or write it. Check the disk, or copy the file anew'],
  ['ENXIO', 'is no ordinary file. Name a file'],
  ['ENODEV', 'is no ordinary file. Name a file'],
  ['ESTALE', 'the network drive lost it. Mount the drive anew'],
  ['ETIMEDOUT', 'the network drive does not answer. Mount the drive anew'],
]);

/**
 * A fault of the file system at `path` → `PATH: what it is (CODE). The mend.`; an error of ours, and any that is not the system's, stays
 * as it is. For `catch`:
 *
 *     await readFile(path).catch((cause: unknown) => { throw fileError(cause, path); });
 *
 * @param path as the user knows it; null where it is the error's own
 */
export function fileError(cause: unknown, path: string | null = null): Error {
  if (cause instanceof LoadError || cause instanceof ConfigError) return cause;
  const { code, errno, message, path: own } = cause as Readonly<Partial<NodeJS.ErrnoException>>;
  const where = path ?? own;
  if (code === undefined || where === undefined)
    return cause instanceof Error ? cause : new Error(String(cause), { cause });
  const known = sentences.get(code);
  if (known !== undefined) {
    const at = known.indexOf('. ');
    return new LoadError(`${where}: ${known.slice(0, at)} (${code})${known.slice(at)}.`, { cause });
  }
  if (errno === undefined || !getSystemErrorMap().has(errno))
    return cause instanceof Error ? cause : new Error(message ?? code, { cause });
  return new LoadError(`${where}: ${getSystemErrorMap().get(errno)![1]} (${code}).`, { cause });
}
