import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from './lock.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-lock-'))));
afterEach(() => rmSync(dir, { recursive: true }));
const leave = (owner: object | string) =>
  writeFileSync(path.join(dir, 'lock'), typeof owner === 'string' ? owner : JSON.stringify(owner));

describe('the lock of a run’s folder', () => {
  test('keeps a second harness out until it is released, and leaves nothing behind', () => {
    const release = lockFolder(dir);
    expect(() => lockFolder(dir)).toThrow(
      /another adaptbench \(process \d+ on .*\) is at work here\. Wait for it/,
    );
    release();
    lockFolder(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });
  test('of a process that is gone is taken over', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    leave({ pid: gone, host: os.hostname(), born: null });
    lockFolder(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });
  test('of an earlier process with the same pid is taken over', () => {
    leave({ pid: process.pid, host: os.hostname(), born: process.platform === 'linux' ? '1' : null });
    expect(process.platform !== 'linux' || typeof lockFolder(dir) === 'function').toBe(true);
  });
  test('that is no lock at all (cut off by a full disk) is taken over', () => {
    leave('');
    lockFolder(dir)();
  });
  test('of another host is respected', () => {
    leave({ pid: 1, host: 'elsewhere', born: null });
    expect(() => lockFolder(dir)).toThrow('process 1 on elsewhere');
  });
  test('is not released by one who lost it', () => {
    const release = lockFolder(dir);
    leave({ pid: 1, host: 'elsewhere', born: null });
    release();
    expect(readdirSync(dir)).toEqual(['lock']);
  });
});
