/** The folder of a run: where its files lie, and under which name a new one is made. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, fileError } from '@adaptbench/core';
import { type BenchConfig, askedTasks, type Shard, filesIn, filesOf, foldersIn } from '@adaptbench/results';

/** `runs/20260131-142500-SmolLM2-135M-sst2`, in local time; a shard's ends in `-2of3`. */
export function defaultFolder(bench: BenchConfig, now: Date, shard: Shard | null): string {
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const part = shard === null ? [] : [`${shard.index}of${shard.of}`];
  return path.join('runs', [`${date}-${time}`, slug(bench.model), slug(taskName(bench)), ...part].join('-'));
}

/** The tasks' names, or their data's. */
const taskName = (bench: BenchConfig): string =>
  askedTasks(bench)
    .map((task) => {
      if (typeof task === 'string') return path.basename(task);
      const { name, data } = task;
      return typeof name === 'string'
        ? path.basename(name)
        : typeof data === 'string'
          ? path.basename(data)
          : 'task';
    })
    .join('-');

const two = (n: number): string => String(n).padStart(2, '0');

/** The last part of a path or repository, with letters and digits only. */
function slug(text: string): string {
  const last = path.basename(text).replace(/(\.(gguf|csv|tsv|jsonl?|ndjson|parquet|txt|gz))+$/i, '');
  return last.replaceAll(/[^\p{L}\p{N}.]+/gu, '-').replaceAll(/^-|-$/g, '') || 'run';
}

/** Throws ConfigError where the folder holds a run that was not to be resumed, or the other way round, or files of something else. */
export function checkFolder(dir: string, resume: boolean): void {
  const { trials, manifest } = filesOf(dir);
  const there = existsSync(trials) || existsSync(manifest);
  if (there && !resume)
    throw new ConfigError(`${dir}: holds a run already. Go on with it by --resume, or choose another --out.`);
  if (!there && resume)
    throw new ConfigError(
      `${dir}: holds no run to resume. Check the folder's name, or start a run there with --out ${dir}.`,
    );
  const [stranger] = there ? [] : strangersIn(dir);
  if (stranger !== undefined)
    throw new ConfigError(
      `${dir}: holds other files (${stranger}), among which a run would write its own. Name a new folder by --out, or an empty one.`,
    );
}

/**
 * Makes the folder, and those above it that are missing, one by one: Node's recursive `mkdir` never returns where a folder that exists
 * takes no new one and says ENOENT, as /proc does. Throws ConfigError where one cannot be made.
 *
 * @param make makes one folder in a folder that exists
 */
export function makeFolder(dir: string, make: (folder: string) => void = mkdirSync): void {
  const missing: string[] = [];
  for (let folder = path.resolve(dir); !isFolder(folder); folder = path.dirname(folder))
    missing.unshift(folder);
  for (const folder of missing) {
    try {
      make(folder);
    } catch (cause) {
      // Another program may have made it in the meantime.
      if (isFolder(folder)) continue;
      throw cannotBeMade(dir, folder, cause);
    }
  }
}

const isFolder = (file: string): boolean => existsSync(file) && statSync(file).isDirectory();

function cannotBeMade(dir: string, folder: string, cause: unknown): Error {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const reason = isMissing
    ? `${path.dirname(folder)}: takes no new folders (ENOENT).`
    : fileError(cause, folder).message;
  return new ConfigError(`${dir}: the folder cannot be made. ${reason} Choose another --out.`, { cause });
}

/** What lies in the folder and is not of a run that was cut off before its manifest was there. */
function strangersIn(dir: string): string[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return [];
  const ofRun = new Set(Object.values(filesOf('')));
  return [...filesIn(dir), ...foldersIn(dir)].filter(
    (name) => name !== 'lock' && !name.startsWith('lock.') && !ofRun.has(name.replace(/\.new$/, '')),
  );
}
