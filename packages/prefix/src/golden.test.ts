/** Prefix tuning, prompt tuning and P-tuning against PEFT + PyTorch (float64), by packages/testing/golden/prefix.py. */
import { referenceEngine } from '@adaptbench/graph';
import { testTraining } from '@adaptbench/testing';
import { describe } from 'vitest';
import { golden, runs } from '../testing/golden.ts';

describe('trains as PEFT does', () => {
  for (const [name, run] of runs)
    testTraining(`${name} ${run}`, {
      engine: referenceEngine,
      async load() {
        const { model, patch, fixture, start } = await golden(name, run);
        return { model, patch, fixture, start, nameOf: (param) => param };
      },
    });
});
