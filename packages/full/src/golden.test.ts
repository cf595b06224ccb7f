/** Full and partial fine-tuning against transformers + PyTorch (float64), by packages/testing/golden/full.py. */
import { initialState } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel, testTraining, trainingFixture } from '@adaptbench/testing';
import { describe } from 'vitest';
import full, { partial } from './index.ts';

const cases = [
  ['tiny-llama', 'full'],
  ['tiny-llama', 'layer-norms'],
  ['tiny-llama', 'head'],
  ['tiny-gpt2', 'full'],
  ['tiny-gpt2', 'bitfit'],
  ['tiny-gpt2', 'layer-norms'],
  ['tiny-gpt2', 'head'],
  ['tiny-qwen2', 'bitfit'],
] as const;

describe('training the checkpoint’s own tensors is PyTorch’s', () => {
  for (const [name, run] of cases)
    testTraining(`${name} ${run}`, {
      engine: referenceEngine,
      async load() {
        const model = await fixtureModel(name, architectureOf);
        const patch =
          run === 'full' ? full.patch(full.config.parse({}), model) : partial.patch({ part: run }, model);
        return {
          model,
          patch,
          fixture: await trainingFixture(name, run),
          start: initialState(model, patch, 0),
          nameOf: (n) => n,
        };
      },
    });
});
