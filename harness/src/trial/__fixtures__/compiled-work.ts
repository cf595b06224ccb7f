/** Work of the tests as trials' processes run it: compiled, so that each starts in a fifth of the time. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled } from '@adaptbench/core/compiled';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** URL of the compiled module; `file` from this folder. */
export async function compiledWork(file: string): Promise<string> {
  const folder = await compiled('trial', { child: here('../child.ts'), work: here(file) });
  return pathToFileURL(path.join(folder, 'work.mjs')).href;
}
