/**
 * One training step on a small Llama by what is trained: how far down the backward pass must go.
 * Run: `node --import tsx packages/full/bench/step.bench.ts`.
 */
import type { Patch } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { benchModel, benchStep, microbench } from '@adaptbench/testing';
import full, { partial } from '../src/index.ts';

const model = benchModel(architectureOf);
const engine = await createOrtEngine({ device: 'cpu' });
const patches: readonly (readonly [string, Patch])[] = [
  ['full', full.patch({ embeddings: true }, model)],
  ['full, embeddings frozen', full.patch({ embeddings: false }, model)],
  ['layer-norms', partial.patch({ part: 'layer-norms' }, model)],
  ['head', partial.patch({ part: 'head' }, model)],
];
const steps = await Promise.all(patches.map(([, patch]) => benchStep(model, engine, patch)));
await microbench(
  'full',
  patches.map(([variant], i) => ({
    name: 'training step, 4 × 32 tokens',
    variant,
    run: () => steps[i]!.run(),
  })),
);
for (const step of steps) await step.dispose();
