/** Every op, forward and backward, on the portable backends against the float64 interpreter; symbolic ones repeatedly in one executable. */
import { disagreement, opChecks } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from './index.ts';

for (const device of ['cpu', 'wasm'] as const) {
  const engine = await createTfjsEngine({ device });
  describe(device, () => {
    it.each(opChecks())('$name', async (check) => {
      expect(await disagreement(engine, check)).toBeLessThan(1e-5);
    });
  });
}
