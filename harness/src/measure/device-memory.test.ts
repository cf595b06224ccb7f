import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parseProcess, parseUsed, watchDeviceMemory } from './device-memory.ts';

const MIB = 2 ** 20;
const dir = mkdtempSync(path.join(tmpdir(), 'device-memory-'));
const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
});

/** A program of that name that prints what the documentation shows, again and again, and leaves its ids. */
function nvidiaSmi(processes: string): string {
  const folder = mkdtempSync(path.join(dir, 'bin-'));
  const file = path.join(folder, 'nvidia-smi');
  const text = `#!/bin/sh
echo $$ >> ${folder}/ids
used=500
while :; do
  case "$1" in
    --query-gpu=memory.used) echo $used; used=1523 ;;
    *) printf '${processes}' ;;
  esac
  sleep 0.02
done
`;
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  process.env['PATH'] = `${folder}:${PATH}`;
  return folder;
}
async function watched(processes: string, pid: number): Promise<number | null> {
  const folder = nvidiaSmi(processes);
  const watch = watchDeviceMemory('cuda', pid, 20);
  await new Promise((resolve) => {
    setTimeout(resolve, 500);
  });
  const bytes = await watch.stop();
  const ids = readFileSync(path.join(folder, 'ids'), 'utf8').trim().split('\n');
  expect(ids).toHaveLength(2);
  expect(ids.filter((id) => existsSync(`/proc/${id}`))).toEqual([]);
  rmSync(folder, { recursive: true });
  return bytes;
}

test('nvidia-smi’s lines are in MiB, or do not tell', () => {
  expect(parseUsed('1523')).toBe(1523 * MIB);
  expect(parseUsed('[N/A]')).toBeNull();
  expect(parseUsed('')).toBeNull();
  expect(parseProcess('4242, 1187')).toEqual({ pid: 4242, bytes: 1187 * MIB });
  expect(parseProcess('4242, [N/A]')).toBeNull();
  expect(parseProcess('No running processes found')).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'a process that nvidia-smi knows has its own memory, and sampling ends with the watch',
  async () => {
    expect(await watched('17, 300\\n4242, 1187\\n', 4242)).toBe(1187 * MIB);
  },
);

test.runIf(process.platform === 'linux')(
  'a process that it does not know has what came on top of the first sample',
  async () => {
    expect(await watched('17, 300\\n', 4242)).toBe((1523 - 500) * MIB);
  },
);

test('there is none without nvidia-smi, nor on a processor', async () => {
  process.env['PATH'] = dir;
  expect(await watchDeviceMemory('cuda', 1).stop()).toBeNull();
  expect(await watchDeviceMemory('cpu', 1).stop()).toBeNull();
});
