/**
 * What stands in front of a text, by its length, on a small Llama: keys and values (attention over n more) or virtual tokens (n more
 * through every layer); attention nearly alone, in a layer whose MLP is 8 wide; and one training step with and without the MLP that
 * makes a prefix. Run: `node --import tsx packages/prefix/bench/length.bench.ts`.
 */
import {
  type LoadedModel,
  type Patch,
  VIRTUAL_IDS,
  initialState,
  noPatch,
  patchedModel,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { type MicroCase, benchModel, benchStep, microbench } from '@adaptbench/testing';
import { prefixTuning, promptTuning } from '../src/index.ts';

const LENGTHS = [1, 16, 64, 128];
const model = benchModel(architectureOf);
/** Width 256 and 4 heads as the other; its attention over 128 tokens takes most of the time. */
const attention = benchModel(architectureOf, {
  num_hidden_layers: 1,
  intermediate_size: 8,
  vocab_size: 64,
  max_position_embeddings: 512,
});
const engine = await createOrtEngine({ device: 'cpu' });
const opened: { dispose(): Promise<void> }[] = [];

function reading(on: LoadedModel, patch: Patch, ids: readonly number[]): MicroCase['run'] {
  const patched = patchedModel(on, engine, patch, initialState(on, patch, 0));
  opened.push(patched);
  return async () => {
    await patched.logits(ids);
  };
}
const text = (length: number): number[] => Array.from({ length }, (_, i) => i % 64);
const prefixPatch = (on: LoadedModel, length: number): Patch =>
  prefixTuning.patch(prefixTuning.config.parse({ length, projection: false }), on);

const name = 'text of 64 tokens';
const cases: MicroCase[] = [{ name, variant: 'base', run: reading(model, noPatch, text(64)) }];
for (const length of LENGTHS) {
  const parameter = ['length', length] as const;
  const front = Array.from({ length }, (_, j) => VIRTUAL_IDS + j);
  const patch = promptTuning.patch(promptTuning.config.parse({ length }), model);
  cases.push(
    { name, variant: 'prefix', parameter, run: reading(model, prefixPatch(model, length), text(64)) },
    { name, variant: 'prompt-tuning', parameter, run: reading(model, patch, [...front, ...text(64)]) },
  );
}
const alone = 'attention of 128 tokens, one layer';
cases.push({ name: alone, variant: 'base', run: reading(attention, noPatch, text(128)) });
for (const length of [16, 64, 128, 256])
  cases.push({
    name: alone,
    variant: 'prefix',
    parameter: ['length', length],
    run: reading(attention, prefixPatch(attention, length), text(128)),
  });
for (const projection of [false, true]) {
  const patch = prefixTuning.patch(prefixTuning.config.parse({ projection }), model);
  const step = await benchStep(model, engine, patch);
  opened.push(step);
  cases.push({
    name: 'training step, 4 × 32 tokens',
    variant: projection ? 'prefix through the MLP' : 'prefix, direct',
    parameter: ['length', 16],
    run: () => step.run(),
  });
}
await microbench('prefix', cases);
for (const o of opened) await o.dispose();
