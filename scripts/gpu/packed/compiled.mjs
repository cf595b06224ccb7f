/** In the packed program, in place of `compile.mjs`: what was compiled when it was packed. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const at = fileURLToPath(PACKED);

/** The folder with `<name>.mjs` for each entry point; of a module that is called in a process of its own, by its source. */
export async function compiled(name, entryPoints) {
  const program = path.join(at, 'program');
  const { called } = entryPoints;
  if (called === undefined) {
    const missing = Object.keys(entryPoints).filter(
      (entry) => !existsSync(path.join(program, `${entry}.mjs`)),
    );
    if (missing.length > 0) throw new Error(`${name}: ${missing.join(', ')} was not packed`);
    return program;
  }
  const folders = JSON.parse(readFileSync(path.join(program, 'bounded/folders.json'), 'utf8'));
  const folder = folders.find(({ file }) => at + file === called);
  if (folder === undefined) throw new Error(`${name}: ${called} was not packed`);
  return path.join(program, 'bounded', folder.name);
}

export async function bundle() {
  throw new Error('a packed program compiles nothing: use a clone of the repository for scorers of your own');
}
