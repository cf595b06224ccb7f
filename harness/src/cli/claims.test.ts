import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call } from './__fixtures__/call.ts';

const results = path.join(import.meta.dirname, '../../../results');
let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-claims-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('the claims that lie in results are what the runs there say', async () => {
  expect((await call('claims', results, '--out', dir)).code).toBe(0);
  for (const file of ['claims.md', 'claims-curves.csv'])
    expect(readFileSync(path.join(dir, file), 'utf8')).toBe(readFileSync(path.join(results, file), 'utf8'));
});

test('without runs every claim is undecided and says what is missing', async () => {
  const { code, out } = await call('claims', dir);
  expect(code).toBe(0);
  expect(
    new Set(
      out
        .trim()
        .split('\n')
        .map((line) => line.slice(0, 16)),
    ),
  ).toEqual(new Set(['not decided here']));
  expect(readFileSync(path.join(dir, 'claims.md'), 'utf8')).toContain(
    'No run is there whose folder is named like',
  );
});
