/**
 * A text of 64 tokens through a small Llama, by the length of what stands in front of it: keys and values (attention over n more), or
 * virtual tokens (n more through every layer); and one training step with and without the MLP.
 * Run: `node --import tsx packages/prefix/bench/length.bench.ts`.
 */
import { VIRTUAL_IDS, initialState, noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { benchModel, benchStep } from '@adaptbench/testing';
import { Bench } from 'tinybench';
import { prefixTuning, promptTuning } from '../src/index.ts';

const LENGTHS = [1, 16, 64, 128];
const model = benchModel(architectureOf);
const { sites } = model.architecture;
const ids = Array.from({ length: 64 }, (_, i) => i);
const engine = await createOrtEngine({ device: 'cpu' });
const bench = new Bench({ time: 1000, warmupTime: 200 });

const base = patchedModel(model, engine, noPatch, new Map());
const opened: { dispose(): Promise<void> }[] = [base];
bench.add('base', async () => {
  await base.logits(ids);
});
for (const length of LENGTHS) {
  const front = Array.from({ length }, (_, j) => VIRTUAL_IDS + j);
  const sides = [
    [
      `prefix n=${length}`,
      prefixTuning.apply(prefixTuning.config.parse({ length, projection: false }), sites),
      [],
    ],
    [`prompt-tuning n=${length}`, promptTuning.apply(promptTuning.config.parse({ length }), sites), front],
  ] as const;
  for (const [name, { patch }, before] of sides) {
    const patched = patchedModel(model, engine, patch, initialState(model, patch, 0));
    opened.push(patched);
    bench.add(name, async () => {
      await patched.logits([...before, ...ids]);
    });
  }
}
for (const projection of [false, true]) {
  const { patch } = prefixTuning.apply(prefixTuning.config.parse({ projection }), sites);
  const step = await benchStep(model, engine, patch);
  opened.push(step);
  bench.add(`training step n=16, ${projection ? 'through the MLP' : 'direct'}`, () => step.run());
}
await bench.run();
console.table(bench.table());
await Promise.all(opened.map((o) => o.dispose()));
