import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-whole-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('a file is replaced whole, and what an earlier write left half done is gone', () => {
  const file = path.join(dir, 'a.csv');
  writeFileSync(file, 'old');
  writeFileSync(`${file}.new`, 'half of what was wri');
  writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(dir)).toEqual(['a.csv']);
});
test('a write that fails leaves nothing behind', () => {
  expect(() => writeWhole(path.join(dir, 'none', 'a.csv'), 'new')).toThrow('ENOENT');
  writeFileSync(path.join(dir, 'b'), '');
  expect(() => writeWhole(path.join(dir, 'b', 'a.csv'), 'new')).toThrow('ENOTDIR');
  expect(readdirSync(dir)).toEqual(['b']);
});
