import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { afterAll, expect, test } from 'vitest';
import { writeWhole } from './cache.ts';
import { fileSha256 } from './hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that fails half-way leaves nothing behind', async () => {
  const path = join(folder, 'a', 'file');
  await expect(
    writeWhole(path, null, async (file) => {
      await file.writeFile('half');
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
  expect(readdirSync(join(folder, 'a'))).toEqual([]);
});

test('what a killed writer has left is removed, another’s work in progress is not', async () => {
  mkdirSync(join(folder, 'd'));
  const at = (name: string) => join(folder, 'd', name);
  for (const name of ['file.1-a.part', 'file.2-b.part', 'other.3-c.part']) writeFileSync(at(name), 'half');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const name of ['file.1-a.part', 'other.3-c.part']) utimesSync(at(name), yesterday, yesterday);
  await writeWhole(at('file'), null, (file) => file.writeFile('whole'));
  expect(readdirSync(join(folder, 'd'))).toEqual(['file', 'file.2-b.part', 'other.3-c.part']);
});

test('a full disk is reported with the bytes needed and free', async () => {
  const path = join(folder, 'b', 'file');
  const needed = writeWhole(path, 1e18, async () => {});
  await expect(needed).rejects.toThrow(
    /no space left: 1000000000000000000 bytes needed, \d+ free\. Free some/,
  );
  const during = writeWhole(path, null, () =>
    Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  );
  await expect(during).rejects.toThrow(LoadError);
  expect(readdirSync(join(folder, 'b'))).toEqual([]);
});

test('a hash is remembered until the file changes', async () => {
  const path = join(folder, 'c');
  writeFileSync(path, 'one');
  const first = await fileSha256(path, folder);
  expect(first).toBe('7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed');
  const [note] = readdirSync(join(folder, 'hashes'));
  expect(readFileSync(join(folder, 'hashes', note!), 'utf8')).toBe(first);
  writeFileSync(path, 'three');
  expect(await fileSha256(path, folder)).not.toBe(first);
});
