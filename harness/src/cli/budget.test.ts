import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTrials } from '@adaptbench/results';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call } from './__fixtures__/call.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-budget-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('a run with a budget gives further seeds to what may be the best, and times at the end', async () => {
  const asked = ['icl,lora', '--set', 'icl.shots=0,1', '--set', 'lora.rank=1,2,4'];
  const out = path.join(dir, 'run');
  const budget = ['--seeds', '6', '--budget', '14 trials', '--out', out];
  const { code, err } = await call('--model', 'tiny', '--task', 'toy', '--methods', ...asked, ...budget);
  expect(code).toBe(0);
  expect(err).toContain('1 further seed where the answer may change');
  const records = readTrials(path.join(out, 'trials.jsonl'));
  expect(records.length).toBeGreaterThan(10);
  expect(records.length).toBeLessThanOrEqual(14);
  const timed = records.flatMap((r) => (r.state === 'done' && r.timing !== null ? [r.id] : []));
  expect(timed).toHaveLength(5);
  const again = await call('--resume', out);
  expect(again.err).toContain('0 trials to run');
  expect(readTrials(path.join(out, 'trials.jsonl')).map(({ id }) => id)).toEqual(records.map(({ id }) => id));
});
