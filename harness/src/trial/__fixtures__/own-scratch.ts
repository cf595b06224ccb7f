/** A scratch folder for the tests of one file, with a cache of its own, gone when they are over. */
import path from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { type Scratch, scratch } from './real.ts';

export function ownScratch(): Scratch {
  const s = scratch();
  beforeAll(() => {
    vi.stubEnv('ADAPTBENCH_CACHE', path.join(s.dir, 'cache'));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    s.dispose();
  });
  return s;
}
