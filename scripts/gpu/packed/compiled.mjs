/** In the packed program, in place of `compile.mjs`: what was compiled when it was packed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder below `program/bounded` whose `called.mjs` is the module. */
export async function compiled(name, { called = '' }) {
  const folders = JSON.parse(readFileSync(new URL('program/bounded/folders.json', PACKED), 'utf8'));
  const at = fileURLToPath(PACKED);
  const folder = folders.find(({ file }) => at + file === called);
  if (folder === undefined) throw new Error(`${name}: ${called} was not packed`);
  return fileURLToPath(new URL(`program/bounded/${folder.name}`, PACKED));
}

export async function bundle() {
  throw new Error('a packed program compiles nothing: use a clone of the repository for scorers of your own');
}
