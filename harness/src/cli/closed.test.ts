/** The terminal is closed, or the pipe that reads a run: the run ends in order and can go on. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesOf, readManifest } from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';
import { fixtureProgram } from './__fixtures__/started.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-closed-'))));
afterEach(() => rmSync(dir, { recursive: true }));

function args(): string[] {
  const task = { name: 'toy', pause: 400 };
  const file = path.join(dir, 'bench.json');
  const bench = { model: 'tiny', task, methods: ['icl', 'lora'], sweep: false, latency: 'none' };
  writeFileSync(file, JSON.stringify(bench));
  return [...fixtureProgram, '--config', file, '--out', path.join(dir, 'run')];
}

async function expectInOrder(): Promise<void> {
  const run = path.join(dir, 'run');
  expect(existsSync(path.join(run, 'lock'))).toBe(false);
  expect(readManifest(filesOf(run).manifest)?.sessions.map((s) => s.endedAt !== null)).toEqual([true]);
  const left = readdirSync(filesOf(run).work).flatMap((id) => readdirSync(path.join(filesOf(run).work, id)));
  expect(left.filter((name) => name.startsWith('process-'))).toEqual([]);
  expect((await call('--resume', run)).code).toBe(0);
}

describe('a run', () => {
  test('whose pipe is closed ends in order', async () => {
    const child = spawn(process.execPath, args());
    await once(child.stderr, 'data');
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([130, null]);
    await expectInOrder();
  });

  const python = spawnSync('python3', ['-c', 'import pty']).status === 0;
  // The write to the dead terminal killed Node.js with SIGSEGV, the lock stayed.
  test.skipIf(!python)('whose terminal is closed ends in order (needs python3 for a terminal)', async () => {
    const script = `
import json, os, pty, sys, time
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
seen = b''
while b'evaluate' not in seen: seen += os.read(fd, 4096)
os.close(fd)
end = time.time() + 30
while time.time() < end:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done: print(os.waitstatus_to_exitcode(status)); break
    time.sleep(.02)
`;
    const child = spawn('python3', ['-c', script, process.execPath, ...args()]);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    await once(child, 'close');
    expect(text).toBe('130\n');
    await expectInOrder();
  });
});
