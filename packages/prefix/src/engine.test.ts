/** What is particular to these methods (a prefix as a segment, ids above the vocabulary, an LSTM) runs on onnxruntime as on the reference engine. */
import {
  scoredTokens,
  startingState,
  storedPatch,
  storedState,
  train,
  trainSettings,
  patchedModel,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { referenceEngine } from '@adaptbench/graph';
import { goldenExamples, relativeError } from '@adaptbench/testing';
import { expect, it } from 'vitest';
import { prefixTuning, promptTuning } from './index.ts';
import { golden, runs } from '../testing/golden.ts';

it.each(runs)('%s %s: training and stored form on onnxruntime', async (name, run) => {
  const ort = await createOrtEngine({ device: 'cpu' });
  const { model, patch, fixture, start, ids } = await golden(name, run);
  const examples = goldenExamples(fixture.golden.batches[0]!);
  expect(scoredTokens(examples)).toBeGreaterThan(0);
  const settings = trainSettings.parse({ learningRate: 1e-2, epochs: 3, batchSize: 3, validations: 0 });
  const outcomes = await Promise.all(
    [ort, referenceEngine].map(async (engine) => {
      const outcome = await train({ model, engine, patch, examples, settings, seed: 1, initial: start });
      const state = await storedState(engine, patch, outcome.state);
      const stored = patchedModel(model, engine, storedPatch(patch), state);
      const { data } = await stored.logits(ids);
      await stored.dispose();
      return { losses: outcome.progress.losses, data };
    }),
  );
  const [ours, oracle] = outcomes;
  expect(relativeError(ours!.losses, oracle!.losses)).toBeLessThan(1e-5);
  expect(relativeError(ours!.data, oracle!.data)).toBeLessThan(1e-4);
});

it('begins with the same values on both', async () => {
  const ort = await createOrtEngine({ device: 'cpu' });
  const { model } = await golden('tiny-llama', 'prefix-direct');
  const patches = [
    prefixTuning.patch(
      prefixTuning.config.parse({ length: 4, projection: false, init: 'text', text: 'So it is' }),
      model,
    ),
    promptTuning.patch(promptTuning.config.parse({ length: 4 }), model),
  ];
  for (const patch of patches) {
    const [a, b] = await Promise.all(
      [ort, referenceEngine].map((engine) => startingState({ model, engine, patch, seed: 3 })),
    );
    for (const [tensor, { data }] of b!) expect(relativeError(a!.get(tensor)!.data, data)).toBeLessThan(1e-5);
  }
});
