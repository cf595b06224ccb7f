/**
 * One harness a folder. The lock is a file made in one step (a hard link to a finished file), naming its owner; where the owner is
 * dead, killed or of an earlier boot, the lock is taken over.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same pid, where the system says (Linux); else null. */
  readonly born: string | null;
}

/** Takes the folder, which must exist, and gives back what releases it. Throws ConfigError where another harness runs in it. */
export function lockFolder(dir: string): () => void {
  const file = path.join(dir, 'lock');
  const mine = JSON.stringify({
    pid: process.pid,
    host: os.hostname(),
    born: birth(process.pid),
  } satisfies Owner);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, mine)) return () => release(file, mine);
    const found = read(file);
    if (found === null) continue;
    const owner = parse(found);
    if (owner !== null && mayLive(owner))
      throw new ConfigError(
        `${dir}: another adaptbench (process ${owner.pid} on ${owner.host}) is at work here. ` +
          `Wait for it, or choose another --out; if it is surely gone, delete ${file}.`,
      );
    takeAway(file, found);
  }
  throw new ConfigError(`${dir}: another adaptbench is taking this folder at the same moment`);
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

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

/** On another host nobody can tell, so its owner may live. */
function mayLive(owner: Owner): boolean {
  if (owner.host !== os.hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return owner.born === null || owner.born === birth(owner.pid);
}

/** Start time in ticks since boot: field 22 of /proc/<pid>/stat; the command before it may hold spaces and brackets. */
function birth(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parse(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
