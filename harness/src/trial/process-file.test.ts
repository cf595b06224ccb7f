import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { guard } from './guard.ts';
import { mayLive, thisProcess } from './owner.ts';
import { endFormer, enterFolder, leaveFolder } from './process-file.ts';

let trials = '';
let dir = '';
beforeEach(() => {
  trials = mkdtempSync(path.join(os.tmpdir(), 'adaptbench-process-'));
  dir = path.join(trials, '0123456789abcdef');
  mkdirSync(dir);
});
afterEach(() => rmSync(trials, { recursive: true }));

const sleeper = () => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3_600_000)']);
const born = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')[19];
const leave = (owner: object) =>
  writeFileSync(path.join(dir, `process-${(owner as { pid: number }).pid}.json`), JSON.stringify(owner));

describe('the process of a trial', () => {
  test('says that it is there, until its harness has seen its end', () => {
    expect(enterFolder(dir, process.ppid)).toBe(true);
    expect(readdirSync(dir)).toEqual([`process-${process.pid}.json`]);
    leaveFolder(dir, process.pid);
    expect(readdirSync(dir)).toEqual([]);
  });
  test('touches nothing when its harness is dead', () => {
    expect(enterFolder(dir, 2 ** 22 + 1)).toBe(false);
    expect(readdirSync(dir)).toEqual([]);
  });
  test.skipIf(process.platform !== 'linux')(
    'is ended by the next harness if it still lives (needs /proc, so Linux only)',
    async () => {
      const child = sleeper();
      const exit = once(child, 'exit');
      leave({ ...thisProcess(), pid: child.pid!, born: born(child.pid!) });
      await endFormer(trials);
      expect((await exit)[1]).toBe('SIGKILL');
      expect(readdirSync(dir)).toEqual([]);
    },
  );
  test('is left alone if it is another one by now, or another host’s', async () => {
    const child = sleeper();
    leave({ ...thisProcess(), pid: child.pid!, born: '1' });
    await endFormer(trials);
    leave({ ...thisProcess(), pid: child.pid!, born: null });
    await endFormer(trials);
    leave({ pid: child.pid!, host: 'elsewhere', born: '1' });
    await endFormer(trials);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    child.kill('SIGKILL');
  });
  test('that is gone leaves a file that is no obstacle', async () => {
    leave({ ...thisProcess(), pid: spawnSync(process.execPath, ['-e', '']).pid, born: '1' });
    await endFormer(trials);
    await endFormer(path.join(trials, 'none'));
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('the guard of a process (needs a POSIX shell)', () => {
  test('leaves it alone when it is told to, and ends it when this process dies', async () => {
    const child = sleeper();
    guard(child.pid)();
    // A stand-in for the harness: it guards the process, and is killed.
    const guarding = `
      import(${JSON.stringify(new URL('guard.ts', import.meta.url).href)})
        .then(({ guard }) => { guard(${child.pid}); console.log('guarded'); });`;
    const harness = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', guarding]);
    await once(harness.stdout, 'data');
    expect(child.exitCode ?? child.signalCode).toBeNull();
    const exit = once(child, 'exit');
    harness.kill('SIGKILL');
    expect((await exit)[1]).toBe('SIGKILL');
  });
});

test.skipIf(process.platform !== 'linux')(
  'a zombie counts as dead (needs /proc, so Linux only)',
  async () => {
    // The shell's child ends soon, but after `exec`, which leaves nobody who would ask for its exit code.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 3600']);
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = { ...thisProcess(), pid: Number(String(text)), born: null };
    for (let i = 0; i < 200 && mayLive(zombie); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(() => process.kill(zombie.pid, 0)).not.toThrow();
    expect(mayLive(zombie)).toBe(false);
    parent.kill('SIGKILL');
  },
);
