/**
 * What an adapter costs by placement and bottleneck: one prompt of 64 tokens, and one training step, on a small Llama.
 * Run: `node --import tsx packages/adapter/bench/overhead.bench.ts`.
 */
import { type Patch, type PatchedModel, initialState, noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { type MicroCase, benchModel, benchStep, microbench } from '@adaptbench/testing';
import adapter from '../src/index.ts';

const ids = Array.from({ length: 64 }, (_, i) => i);
const placements = ['houlsby', 'pfeiffer', 'parallel'];
const model = benchModel(architectureOf);
const engine = await createOrtEngine({ device: 'cpu' });
const opened: { dispose(): Promise<void> }[] = [];

function prompt(patch: Patch): MicroCase['run'] {
  const patched: PatchedModel = patchedModel(model, engine, patch, initialState(model, patch, 0));
  opened.push(patched);
  return async () => {
    await patched.logits(ids);
  };
}
async function step(patch: Patch): Promise<MicroCase['run']> {
  const opening = await benchStep(model, engine, patch);
  opened.push(opening);
  return () => opening.run();
}
const patchOf = (placement: string, bottleneck: number): Patch =>
  adapter.patch(adapter.config.parse({ placement, bottleneck }), model);

const name = 'prompt of 64 tokens';
const cases: MicroCase[] = [{ name, variant: 'base', run: prompt(noPatch) }];
for (const variant of placements)
  for (const m of [4, 16, 64])
    cases.push({ name, variant, parameter: ['bottleneck', m], run: prompt(patchOf(variant, m)) });
for (const variant of placements) {
  const run = await step(patchOf(variant, 16));
  cases.push({ name: 'training step, 4 × 32 tokens', variant, parameter: ['bottleneck', 16], run });
}
await microbench('adapter', cases);
for (const o of opened) await o.dispose();
