import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptRows } from './kept.ts';
import type { ParityRow } from './parity.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-kept-'))));
afterEach(() => rmSync(dir, { recursive: true }));
const file = (): string => path.join(dir, 'unfinished.jsonl');

const row: ParityRow = {
  method: 'lora',
  engine: 'ort:webgpu',
  gradientError: 4.7e-6,
  at: 'lora.0.q.A',
  lossError: 0,
  logitError: null,
  same: null,
  of: null,
  agrees: true,
  fallbacks: { nodes: 9, ofShapes: 1, others: ['Gather at'] },
};

test('rows of a comparison that was cut off are there when it goes on, but for a line that was not written whole', () => {
  const kept = keptRows(dir, { sha256: 'a' });
  expect(kept.rows).toEqual([]);
  kept.add(row);
  appendFileSync(file(), '{"method":"pref');
  const goesOn = keptRows(dir, { sha256: 'a' });
  expect(goesOn.rows).toEqual([row]);
  goesOn.add({ ...row, method: 'prefix' });
  expect(keptRows(dir, { sha256: 'a' }).rows.map(({ method }) => method)).toEqual(['lora', 'prefix']);
  goesOn.finished();
  expect(existsSync(file())).toBe(false);
});

test('rows of another model or engine do not count, and those that disagreed are compared again', () => {
  const kept = keptRows(dir, { sha256: 'a' });
  kept.add(row);
  kept.add({ ...row, method: 'prefix', gradientError: Infinity, agrees: false });
  expect(keptRows(dir, { sha256: 'a' }).rows).toEqual([row]);
  expect(keptRows(dir, { sha256: 'b' }).rows).toEqual([]);
  expect(readFileSync(file(), 'utf8')).toBe('{"sha256":"b"}\n');
});
