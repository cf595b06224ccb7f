/** Inputs from valid files: one of the seeds, one or two of its files mutated. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '@adaptbench/core';
import { mutated } from './mutate.ts';
import type { Files, Input, Seed } from './parser.ts';

export function fromSeeds(r: Random, seeds: readonly Seed[]): Input {
  const { files, mutable } = seeds[r.below(seeds.length)]!;
  const names = Object.keys(mutable);
  const chosen = new Set([
    names[r.below(names.length)]!,
    ...(r.below(8) === 0 ? [names[r.below(names.length)]!] : []),
  ]);
  return {
    files: new Map(
      [...files].map(([name, bytes]) => [name, chosen.has(name) ? mutated(r, mutable[name]!, bytes) : bytes]),
    ),
  };
}

/** The files of a folder, those below it left out. */
export const folderFiles = (folder: string, names?: readonly string[]): Files =>
  new Map(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && (names === undefined || names.includes(entry.name)))
      .map(({ name }) => [name, Uint8Array.from(readFileSync(path.join(folder, name)))]),
  );

/** Makes the folder hold exactly these files. */
export function lay(folder: string, files: Files): string {
  if (existsSync(folder))
    for (const name of readdirSync(folder))
      if (!files.has(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(path.join(folder, name), bytes);
  return folder;
}
