import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkFolder } from './folder.ts';

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
