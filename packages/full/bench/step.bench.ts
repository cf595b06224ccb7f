/**
 * One training step on a small Llama by what is trained: how far down the backward pass must go.
 * Run: `node --import tsx packages/full/bench/step.bench.ts`.
 */
import type { Patch } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { benchModel, benchStep } from '@adaptbench/testing';
import { Bench } from 'tinybench';
import full, { partial } from '../src/index.ts';

const model = benchModel(architectureOf);
const { sites } = model.architecture;
const engine = await createOrtEngine({ device: 'cpu' });
const bench = new Bench({ time: 2000, warmupTime: 500 });
const patches: readonly (readonly [string, Patch])[] = [
  ['full', full.apply({ embeddings: true }, sites, model).patch],
  ['full, embeddings frozen', full.apply({ embeddings: false }, sites, model).patch],
  ['layer-norms', partial.apply({ part: 'layer-norms' }, sites, model).patch],
  ['head', partial.apply({ part: 'head' }, sites, model).patch],
];
const steps = await Promise.all(patches.map(([, patch]) => benchStep(model, engine, patch)));
steps.forEach((step, i) => bench.add(patches[i]![0], () => step.run()));
await bench.run();
console.table(bench.table());
await Promise.all(steps.map((s) => s.dispose()));
