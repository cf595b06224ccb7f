/** Every op, forward and backward, on the portable backends against the float64 interpreter; symbolic ones repeatedly in one executable. */
import { disagreement, opChecks } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from './index.ts';

describe.each(['cpu', 'wasm'] as const)('%s', (device) => {
  const engine = createTfjsEngine({ device });
  it.each(opChecks())('$name', async (check) => {
    expect(await disagreement(await engine, check)).toBeLessThan(1e-5);
  });
});
