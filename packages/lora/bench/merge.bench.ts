/**
 * One prompt of 64 tokens through a small Llama: the base model, LoRA beside the weights by rank, and merged; then how far the logits
 * of both forms are apart, and at how many positions the best token differs.
 * Run: `node --import tsx packages/lora/bench/merge.bench.ts`.
 */
import {
  type LoadedModel,
  type Patch,
  type PatchedModel,
  type Tensors,
  argmax,
  initialState,
  mergedModel,
  noPatch,
  patchedModel,
  random,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { type MicroCase, benchModel, microbench } from '@adaptbench/testing';
import lora from '../src/index.ts';

const ids = Array.from({ length: 64 }, (_, i) => i);
const model = benchModel(architectureOf);
const V = model.architecture.shape.vocabulary;
const engine = await createOrtEngine({ device: 'cpu' });
const opened: PatchedModel[] = [];
const cases: MicroCase[] = [];

type About = Pick<MicroCase, 'variant' | 'parameter'>;
function add(about: About, on: LoadedModel, patch: Patch, state: Tensors): PatchedModel {
  const patched = patchedModel(on, engine, patch, state);
  opened.push(patched);
  cases.push({
    name: 'prompt of 64 tokens',
    ...about,
    async run() {
      await patched.logits(ids);
    },
  });
  return patched;
}

/** As after training: B is no longer 0. */
const trained = (patch: Patch): Tensors =>
  new Map(
    [...initialState(model, patch, 0)].map(([name, { shape, data }]) => {
      const r = random(1, name);
      return [name, { shape, data: data.map((x) => x + 0.02 * r.normal()) }];
    }),
  );

add({ variant: 'base' }, model, noPatch, new Map());
const pairs: { name: string; beside: PatchedModel; merged: PatchedModel }[] = [];
for (const settings of [
  ...['default', 'all-linear'].flatMap((targetModules) =>
    [1, 8, 64].map((rank) => ({ targetModules, rank, dora: false })),
  ),
  { targetModules: 'all-linear', rank: 8, dora: true },
]) {
  const patch = lora.patch(lora.config.parse(settings), model);
  const state = trained(patch);
  const variant = `${settings.dora ? 'DoRA' : 'LoRA'} ${settings.targetModules}`;
  const parameter = ['rank', settings.rank] as const;
  const merged = mergedModel(model, patch.merge!(state));
  pairs.push({
    name: `${variant}, rank ${settings.rank}`,
    beside: add({ variant: `${variant}, beside`, parameter }, model, patch, state),
    merged: add({ variant: `${variant}, merged`, parameter }, merged, noPatch, new Map()),
  });
}

await microbench('lora', cases);
const apart = await Promise.all(
  pairs.map(async ({ name, beside, merged }) => {
    const a = Float32Array.from((await beside.logits(ids)).data);
    const b = Float32Array.from((await merged.logits(ids)).data);
    const best = (x: Float32Array, t: number): number => argmax(x.subarray(t * V, (t + 1) * V));
    return {
      name,
      'max |Δ logit|': a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0).toExponential(1),
      'best tokens changed': `${ids.filter((_, t) => best(a, t) !== best(b, t)).length} of ${ids.length}`,
    };
  }),
);
console.table(apart);
await Promise.all(opened.map((m) => m.dispose()));
