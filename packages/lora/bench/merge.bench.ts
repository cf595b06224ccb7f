/**
 * One prompt of 64 tokens through a small Llama: the base model, LoRA beside the weights by rank, and merged.
 * Run: `node --import tsx packages/lora/bench/merge.bench.ts`.
 */
import {
  type LoadedModel,
  type Patch,
  type PatchedModel,
  initialState,
  noPatch,
  patchedModel,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { benchModel, mergedModel } from '@adaptbench/testing';
import { Bench } from 'tinybench';
import lora from '../src/index.ts';

const ids = Array.from({ length: 64 }, (_, i) => i);
const model = benchModel(architectureOf);
const engine = await createOrtEngine({ device: 'cpu' });
const bench = new Bench({ time: 1000, warmupTime: 200 });

const opened: PatchedModel[] = [];
function add(name: string, on: LoadedModel, patch: Patch): void {
  const patched = patchedModel(on, engine, patch, initialState(on, patch, 0));
  opened.push(patched);
  bench.add(name, async () => {
    await patched.logits(ids);
  });
}
const patchOf = (config: Record<string, unknown>): Patch =>
  lora.apply(lora.config.parse(config), model.architecture.sites, model).patch;

add('base', model, noPatch);
for (const targetModules of ['default', 'all-linear'])
  for (const rank of [1, 8, 64])
    add(`${targetModules}, rank ${rank}`, model, patchOf({ rank, targetModules }));
const merging = patchOf({ targetModules: 'all-linear' });
add(
  'all-linear, rank 8, merged',
  mergedModel(model, merging.merge!(initialState(model, merging, 0))),
  noPatch,
);

await bench.run();
console.table(bench.table());
await Promise.all(opened.map((m) => m.dispose()));
