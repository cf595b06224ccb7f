import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Manifest } from '@adaptbench/results';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCEPTED, accept, baselineIn, newestRun } from './baseline.ts';
import { nightly } from './nightly.ts';

const FIXTURES = path.join(import.meta.dirname, '../../../harness/src/cli/__fixtures__');

let root = '';
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'adaptbench-nightly-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** The program with the harness's small methods and task, in `root`. */
const bench = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    // Compiled: from TypeScript each of its starts would take seconds.
    const [start, program] = ['start.mjs', 'main.ts'].map((file) => path.join(FIXTURES, file));
    const child = spawn(process.execPath, [start!, program!, ...args], {
      cwd: root,
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 130));
  });
async function night(day: number, ...args: string[]) {
  const said: string[] = [];
  const small = [
    '--model',
    'tiny',
    '--task',
    'toy',
    '--methods',
    'icl',
    '--no-sweep',
    '--seeds',
    '2',
    ...args,
  ];
  const now = new Date(Date.UTC(2026, 0, day, 3, 30));
  const code = await nightly(small, { root, bench, say: (line) => void said.push(line), now });
  return { code, said: said.join('\n') };
}
const read = (...parts: string[]) => readFileSync(path.join(root, ...parts), 'utf8');

describe('a night', () => {
  test('without a baseline says so; accepted, it is the next night’s', async () => {
    const first = await night(1);
    expect(first.code).toBe(0);
    expect(first.said).toContain('No baseline: no run was accepted so far');
    expect(read('runs/nightly/20260101-033000/comparison.md')).toMatch(/^# No baseline\n/);

    expect(newestRun(root)).toBe('runs/nightly/20260101-033000');
    accept(root, 'runs/nightly/20260101-033000');
    expect(baselineIn(root)).toBe('results/nightly');
    expect(read('results/nightly/trials.jsonl')).toBe(read('runs/nightly/20260101-033000/trials.jsonl'));
    expect(existsSync(path.join(root, 'results/nightly/report.md'))).toBe(true);
    expect(existsSync(path.join(root, 'results/nightly/trials'))).toBe(false);

    const second = await night(2);
    expect(second.code).toBe(0);
    expect(second.said).toContain('Compared with the baseline in results/nightly:');
    expect(read('runs/nightly/20260102-033000/comparison.md')).toMatch(/^# No regression: /);
    expect(JSON.parse(read('runs/nightly/20260102-033000/comparison.json'))).toMatchObject({
      verdict: 'no regression',
      old: { folder: 'results/nightly' },
    });
    expect(newestRun(root)).toBe('runs/nightly/20260102-033000');
  });
  test('whose command line is wrong ends with 2 and compares nothing', async () => {
    expect(await night(1, '--no-such-flag')).toEqual({ code: 2, said: '' });
    expect(newestRun(root)).toBeNull();
  });
});

describe('of the folders', () => {
  const touch = (file: string, text = '{}'): void => {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  test('the accepted baseline goes before the reference run', () => {
    expect(baselineIn(root)).toBeNull();
    touch('results/embedded/trials.jsonl');
    expect(baselineIn(root)).toBe('results/embedded');
    touch('results/nightly/trials.jsonl');
    expect(baselineIn(root)).toBe('results/nightly');
  });
  test('a run that was cut off is not the newest', () => {
    const accepted = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../../..', ACCEPTED, 'manifest.json'), 'utf8'),
    ) as Manifest;
    const manifest = (endedAt: string | null) =>
      JSON.stringify({
        ...accepted,
        sessions: accepted.sessions.map((session) => ({ ...session, endedAt })),
      });
    touch('runs/nightly/20260101-000000/manifest.json', manifest('2026-01-01T01:00:00Z'));
    touch('runs/nightly/20260102-000000/manifest.json', manifest(null));
    touch('runs/nightly/20260103-000000/other.txt');
    expect(newestRun(root)).toBe('runs/nightly/20260101-000000');
  });
  test('nothing is left of the baseline before', () => {
    touch('results/nightly/ways.csv', 'old');
    touch('runs/nightly/a/trials.jsonl', 'new');
    touch('runs/nightly/a/lock');
    accept(root, 'runs/nightly/a');
    expect(read('results/nightly/trials.jsonl')).toBe('new');
    for (const file of ['ways.csv', 'lock'])
      expect(existsSync(path.join(root, 'results/nightly', file))).toBe(false);
  });
});
