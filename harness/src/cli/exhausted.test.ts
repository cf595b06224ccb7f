/** A run whose machine is at its end: memory costs one trial, a full disk the one in progress. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { filesOf, readTrials } from '@adaptbench/results';
import { call } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-exhausted-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

/** icl and lora with two seeds each; the accident strikes the first lora. */
async function bench(accident: string, ...more: string[]) {
  const file = path.join(dir, 'bench.json');
  const task = { name: 'toy', accident, when: 'lora:train:0' };
  const config = { model: 'tiny', task, methods: ['icl', 'lora'], sweep: false, seeds: 2, latency: 'none' };
  writeFileSync(file, JSON.stringify(config));
  const run = path.join(dir, 'run');
  const { code, err } = await call('--config', file, ...(more.length === 0 ? ['--out', run] : more));
  const states = readTrials(filesOf(run).trials).map((r) => `${r.spec.method} ${r.spec.seed} ${r.state}`);
  return { run, code, err, states };
}

test('out of memory is one failed row, and the next trial goes on', async () => {
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=60');
  const { run, code, states } = await bench('heap');
  expect(code).toBe(1);
  expect(states).toEqual(['icl 0 done', 'lora 0 failed', 'icl 1 done', 'lora 1 done']);
  expect(readFileSync(path.join(run, 'accuracy.csv'), 'utf8')).toMatch(
    /"1\/2 done, 1 failed",train: OutOfMemory: the process reached the limit of its JavaScript heap/,
  );
});

test('a full disk stops the run, and what is done stays done', async () => {
  const { run, code, err, states } = await bench('disk');
  expect(code).toBe(1);
  expect(err).toContain(
    `error: the disk is full (ENOSPC: no space left on device, write). All trials finished so far are safe. Make room and go on with: pnpm bench --resume ${run}\n`,
  );
  expect(states).toEqual(['icl 0 done']);
  const again = await bench('disk', '--resume', run);
  expect(again.err).toContain('3 trials to run; 1 of 4 are there already\n');
});
