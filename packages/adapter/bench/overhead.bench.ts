/**
 * One prompt of 64 tokens, and one training step, on a small Llama: the base model against adapters by placement and bottleneck.
 * Run: `node --import tsx packages/adapter/bench/overhead.bench.ts`.
 */
import { type Patch, type PatchedModel, initialState, noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { benchModel, benchStep } from '@adaptbench/testing';
import { Bench } from 'tinybench';
import adapter from '../src/index.ts';

const ids = Array.from({ length: 64 }, (_, i) => i);
const model = benchModel(architectureOf);
const engine = await createOrtEngine({ device: 'cpu' });
const bench = new Bench({ time: 1000, warmupTime: 200 });
const opened: PatchedModel[] = [];

function add(name: string, patch: Patch): void {
  const patched = patchedModel(model, engine, patch, initialState(model, patch, 0));
  opened.push(patched);
  bench.add(`prompt, ${name}`, async () => {
    await patched.logits(ids);
  });
}
const patchOf = (placement: string, bottleneck: number): Patch =>
  adapter.apply(adapter.config.parse({ placement, bottleneck }), model.architecture.sites, model).patch;

add('base', noPatch);
for (const placement of ['houlsby', 'pfeiffer', 'parallel'])
  for (const bottleneck of [4, 16, 64])
    add(`${placement}, m = ${bottleneck}`, patchOf(placement, bottleneck));
const steps = await Promise.all(
  ['houlsby', 'pfeiffer', 'parallel'].map(async (placement) => {
    const step = await benchStep(model, engine, patchOf(placement, 16));
    bench.add(`step, ${placement}, m = 16`, () => step.run());
    return step;
  }),
);

await bench.run();
console.table(bench.table());
await Promise.all([...opened, ...steps].map((m) => m.dispose()));
