/** A user's module, in TypeScript too where Node itself reads none: it is compiled then, with what it imports. */
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export async function importModule(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw cause;
    const { importCompiled } = await import('@adaptbench/core/compiled');
    return importCompiled(file);
  }
}

/**
 * The first 16 hexadecimal digits of the SHA-256 of a module and of the local modules that it imports; where they lie does not matter, only
 * how they lie to each other. What they import from packages, and files that they read as they run, are no part of it.
 */
export async function moduleHash(file: string): Promise<string> {
  const { sourcesOf } = await import('@adaptbench/core/compiled');
  const entry = await realpath(file);
  const hash = createHash('sha256');
  for (const source of await sourcesOf(entry)) {
    const text = await readFile(source);
    hash.update(`${path.relative(path.dirname(entry), source)} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
