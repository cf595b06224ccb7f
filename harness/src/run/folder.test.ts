import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkFolder, makeFolder } from './folder.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-folder-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('a folder for a run is new, empty, or what a run that was cut off at its beginning left', () => {
  checkFolder(path.join(dir, 'new'), false);
  for (const name of ['lock', 'lock.123', 'manifest.json.new', 'preview.txt', '.DS_Store', 'Thumbs.db'])
    writeFileSync(path.join(dir, name), '');
  mkdirSync(path.join(dir, 'trials'));
  mkdirSync(path.join(dir, 'program'));
  checkFolder(dir, false);
  mkdirSync(path.join(dir, 'src'));
  expect(() => checkFolder(dir, false)).toThrow(`${dir}: holds other files (src), among which`);
});

test('a folder is made with those above it, and one that is there stays', () => {
  const wanted = path.join(dir, 'a', 'b', 'c');
  makeFolder(wanted);
  makeFolder(wanted);
  expect(statSync(wanted).isDirectory()).toBe(true);
});
test('a folder that a folder refuses with ENOENT is told, not tried for ever', () => {
  const refuses = (): void => {
    throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  };
  expect(() => makeFolder(path.join(dir, 'a', 'b'), refuses)).toThrow(
    `${dir}/a/b: the folder cannot be made. ${dir}: takes no new folders (ENOENT). Choose another --out.`,
  );
});
test.runIf(existsSync('/proc/self'))('/proc is such a folder', () => {
  expect(() => makeFolder('/proc/x')).toThrow(
    '/proc/x: the folder cannot be made. /proc: takes no new folders',
  );
});
test('a file where a folder is needed is told', () => {
  const file = path.join(dir, 'file');
  writeFileSync(file, '');
  for (const wanted of [file, path.join(file, 'below')])
    expect(() => makeFolder(wanted)).toThrow(
      `${wanted}: the folder cannot be made. ${file}: is there already (EEXIST). Name another, or remove it. Choose another --out.`,
    );
});
