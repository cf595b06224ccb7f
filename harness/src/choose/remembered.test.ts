import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Probed } from './measure.ts';
import { recall, remember } from './remembered.ts';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'adaptbench-remembered-'));
  vi.stubEnv('ADAPTBENCH_CACHE', cache);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const candidates = [
  { engine: 'ort', device: 'cpu' },
  { engine: 'tfjs', device: 'wasm' },
];
const asked = { config: { model_type: 'llama', hidden_size: 8 }, works: ['prompt'] as const, threads: 1 };
const ms = { wallMs: 2, cpuMs: 1 };
const measured: readonly Probed[] = candidates.map((one) => ({
  ...one,
  opened: { type: 'opened', version: '1.0', threads: 1, load: ms, factor: 3 },
  first: { prompt: ms },
  rounds: { prompt: [ms, ms] },
}));

test('what was measured is there for the same shapes, kinds of work, threads and engines, and for no others', () => {
  expect(recall(candidates, asked)).toBeNull();
  remember(candidates, asked, measured);
  expect(recall(candidates, asked)).toEqual({ at: expect.any(String) as string, probed: measured });
  expect(recall(candidates, { ...asked, config: { ...asked.config, hidden_size: 16 } })).toBeNull();
  expect(recall(candidates, { ...asked, works: ['prompt', 'decode'] })).toBeNull();
  expect(recall(candidates, { ...asked, threads: 2 })).toBeNull();
  expect(recall(candidates.toReversed(), asked)).toBeNull();
});

test('it is forgotten after a week, and a damaged file counts as none', () => {
  remember(candidates, asked, measured);
  vi.useFakeTimers({ now: Date.now() + 8 * 86_400_000 });
  expect(recall(candidates, asked)).toBeNull();
  vi.useRealTimers();
  const [file] = readdirSync(path.join(cache, 'engines'));
  writeFileSync(path.join(cache, 'engines', file!), '{"at":');
  expect(recall(candidates, asked)).toBeNull();
});

test('a cache that cannot be written is no error', () => {
  writeFileSync(path.join(cache, 'engines'), '');
  remember(candidates, asked, measured);
  expect(recall(candidates, asked)).toBeNull();
});
