import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { absence } from './absence.ts';
import { devices } from './devices.ts';

const cache = mkdtempSync(join(tmpdir(), 'adaptbench-absence-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

it('names the command that builds what is missing, and nothing for what every machine has', () => {
  vi.stubEnv('ADAPTBENCH_CACHE', cache);
  const told = devices.map((device) => absence(device)?.replaceAll(cache, 'CACHE') ?? null);
  expect(told).toEqual([
    null,
    null,
    "TensorFlow's library has not been built here (looked for CACHE/tfjs-native/cpu/tfjs_binding.node). Run `pnpm tfjs:native`, which says what it needs.",
    "TensorFlow's library has not been built here (looked for CACHE/tfjs-native/gpu/tfjs_binding.node). Run `pnpm tfjs:native --gpu`, which says what it needs.",
  ]);
});
