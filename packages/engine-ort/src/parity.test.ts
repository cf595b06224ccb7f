/** Every op, forward and backward, on onnxruntime's CPU provider against the float64 interpreter; symbolic ones repeatedly in one session. */
import { expect, it } from 'vitest';
import { disagreement, opChecks } from '@adaptbench/testing';
import { createOrtEngine } from './index.ts';

const engine = await createOrtEngine({ device: 'cpu', threads: 1 });

it.each(opChecks())('$name', async (check) => {
  expect(await disagreement(engine, check)).toBeLessThan(1e-5);
});
