/**
 * One prompt of 64 tokens through a small Llama (8 layers of width 256): the base model, LoRA beside the weights by rank, and merged.
 * Run: `node --import tsx packages/lora/bench/merge.bench.ts`.
 */
import { type LoadedModel, type Patch, initialState, noPatch, patchedModel, random } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { architectureOf } from '@adaptbench/models';
import { Bench } from 'tinybench';
import lora from '../src/index.ts';

const TOKENS = 64;
const config = {
  model_type: 'llama',
  hidden_size: 256,
  intermediate_size: 768,
  num_hidden_layers: 8,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 4096,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
  hidden_act: 'silu',
  tie_word_embeddings: true,
};
const architecture = architectureOf(config);
const weights = new Map(
  architecture.weights.map(({ name, shape }) => {
    const r = random(0, name);
    return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.02 * r.normal())];
  }),
);
const model: LoadedModel = {
  reference: 'bench',
  sha256: 'bench',
  architecture,
  config,
  tokenizer: { vocabularySize: 1, bos: null, eos: [0], encode: () => [], decode: () => '', chat: null },
  frozen: (name) => ({ data: weights.get(name)! }),
};
const ids = Array.from({ length: TOKENS }, (_, i) => i);
const engine = await createOrtEngine({ device: 'cpu' });
const bench = new Bench({ time: 1000, warmupTime: 200 });

function add(name: string, on: LoadedModel, patch: Patch, state: ReturnType<typeof initialState>): void {
  const patched = patchedModel(on, engine, patch, state);
  bench.add(
    name,
    async () => {
      await patched.logits(ids);
    },
    { afterAll: () => patched.dispose() },
  );
}

add('base', model, noPatch, new Map());
for (const targetModules of ['default', 'all-linear'] as const)
  for (const rank of [1, 8, 64]) {
    const { patch } = lora.apply(lora.config.parse({ rank, targetModules }), architecture.sites, model);
    add(`${targetModules} r=${rank}`, model, patch, initialState(model, patch, 0));
  }
const { patch } = lora.apply(lora.config.parse({ targetModules: 'all-linear' }), architecture.sites, model);
const deltas = patch.merge!(initialState(model, patch, 0));
const merged: LoadedModel = {
  ...model,
  frozen: (name) => ({ data: weights.get(name)!.map((w, i) => w + (deltas.get(name)?.[i] ?? 0)) }),
};
add('all-linear r=8 merged', merged, noPatch, new Map());

await bench.run();
console.table(bench.table());
