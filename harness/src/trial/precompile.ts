/**
 * The program of trials' processes as a few files of JavaScript, in the run's own folder: a source that changes while a run goes on changes
 * nothing of it. A run of the embedded model has a hundred processes.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fileError } from '@adaptbench/core';
import { bundle, compiled } from '@adaptbench/core/compiled';

/** `work`: URL of the module that exports it. Writes into `folder` and gives the URL of the compiled module, to be used in its place. */
export async function precompile(work: string, folder: string): Promise<string> {
  const entries = { child: fileURLToPath(new URL('child.ts', import.meta.url)), work: fileURLToPath(work) };
  const files = await filesOf(entries, folder);
  mkdirSync(folder, { recursive: true });
  for (const { path: file, contents } of files) write(path.join(folder, path.basename(file)), contents);
  return pathToFileURL(path.join(folder, 'work.mjs')).href;
}

/** Without waiting for the disk: every session of a run writes the program anew, and half a hundred files would take it a second. */
function write(file: string, contents: string | Uint8Array): void {
  try {
    writeFileSync(file, contents);
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Those that are kept from before; compiled anew where none can be kept. */
async function filesOf(entries: Readonly<Record<string, string>>, folder: string) {
  try {
    const kept = await compiled('trial', entries);
    return readdirSync(kept).map((name) => {
      const file = path.join(kept, name);
      return { path: file, contents: readFileSync(file) };
    });
  } catch {
    return bundle(entries, folder);
  }
}
