/**
 * No cycle among files or folders, type-only imports counted: in every folder, the files and folders in it import one another in one
 * direction. `pnpm lint` runs it over all packages and the harness; tests and their fixtures may import what they like.
 *   node --import tsx scripts/folder-cycles.ts
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const packages = ['harness', ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`)];
const sources = packages
  .map((folder) => `${folder}/src`)
  .filter((folder) => existsSync(path.join(root, folder)))
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$|\/__fixtures__\/|\/testing\//u.test(file));
const IMPORTED = /(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/gu;

/** By entry of a folder, which of its siblings it imports, and through which line that was seen first. */
const imports = new Map<string, Map<string, string>>();
for (const file of sources)
  for (const [, target = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(IMPORTED)) {
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
    const [from, into] = siblings(file, to);
    if (from === into) continue;
    const seen = imports.get(from) ?? new Map<string, string>();
    if (!seen.has(into)) seen.set(into, `${file} imports ${to}`);
    imports.set(from, seen);
  }

/** The first parts of two paths in which they differ. */
function siblings(a: string, b: string): [string, string] {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((part, i) => part !== right[i]);
  return at === -1 ? [a, a] : [left.slice(0, at + 1).join('/'), right.slice(0, at + 1).join('/')];
}

/** Entries that can be reached from one. */
function reached(start: string): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (const entry of queue)
    for (const next of imports.get(entry)?.keys() ?? [])
      if (!found.has(next)) {
        found.add(next);
        queue.push(next);
      }
  return found;
}

/** Entries that reach one another, by their names together. */
const cycles = new Map<string, readonly string[]>();
for (const start of imports.keys()) {
  const entries = [...reached(start)].filter((entry) => reached(entry).has(start)).toSorted();
  if (entries.length > 0) cycles.set(entries.join(' ↔ '), entries);
}
for (const [name, entries] of cycles) {
  console.error(`cycle: ${name}`);
  for (const entry of entries)
    for (const [into, line] of imports.get(entry) ?? [])
      if (entries.includes(into)) console.error(`  ${line}`);
}
if (cycles.size > 0) {
  console.error('Files and folders import in one direction: move what two need below both of them.');
  process.exitCode = 1;
}
