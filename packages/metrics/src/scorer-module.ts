/** A user's module, in TypeScript too where Node itself reads none: it is compiled then, with what it imports. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export async function importModule(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw cause;
    return importCompiled(file);
  }
}

/** The module compiled by esbuild, in a file that is there as long as it takes to read it. */
export async function importCompiled(file: string): Promise<object> {
  const { bundle } = await import('@adaptbench/core/compiled');
  const folder = await mkdtemp(path.join(tmpdir(), 'adaptbench-scorer-'));
  try {
    const [compiled] = await bundle({ scorer: file }, folder);
    const to = path.join(folder, 'scorer.mjs');
    await writeFile(to, compiled!.contents);
    return (await import(pathToFileURL(to).href)) as object;
  } finally {
    await rm(folder, { recursive: true });
  }
}
