/**
 * One harness a folder. The lock is a file made in one step (a hard link to a finished file), naming its owner; where the owner is
 * dead, killed or of an earlier boot, the lock is taken over.
 */
import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { mayLive, readOwner, thisProcess } from '../trial/owner.ts';

/** Takes the folder, which must exist, and gives back what releases it. Throws ConfigError where another harness runs in it. */
export function lockFolder(dir: string): () => void {
  const file = path.join(dir, 'lock');
  const owner = JSON.stringify(thisProcess());
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, owner)) {
      removeDrafts(dir);
      return () => release(file, owner);
    }
    const found = read(file);
    if (found === null) continue;
    checkIdle(dir);
    takeAway(file, found);
  }
  throw new ConfigError(`${dir}: another adaptbench is taking this folder at the same moment`);
}

/** Throws ConfigError where a harness runs in the folder, or may do so on another host. */
export function checkIdle(dir: string): void {
  const file = path.join(dir, 'lock');
  const owner = readOwner(read(file) ?? '');
  if (owner !== null && mayLive(owner))
    throw new ConfigError(
      `${dir}: another adaptbench (process ${owner.pid} on ${owner.host}) is at work here. ` +
        `Wait for it, or choose another --out; if it is surely gone, delete ${file}.`,
    );
}

function create(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead lock aside; if in the meantime a living one took its place, that one is put back. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== dead) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** What a harness that was killed while it took the folder has left: files with its pid at the end. Another host's are its own affair. */
function removeDrafts(dir: string): void {
  const here = thisProcess();
  for (const name of readdirSync(dir)) {
    const pid = /^lock\.(?:dead\.)?(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    const file = path.join(dir, name);
    const owner = readOwner(read(file) ?? '');
    if (owner !== null && owner.host !== here.host) continue;
    if (!mayLive({ ...here, pid: Number(pid), born: null })) rmSync(file, { force: true });
  }
}

function release(file: string, owner: string): void {
  if (read(file) === owner) rmSync(file, { force: true });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
