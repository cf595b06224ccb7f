/** A small Llama with random weights for benchmarks: large enough that matrix products count, small enough to start at once. */
import {
  type Architecture,
  type LoadedModel,
  type Patch,
  feedState,
  initialState,
  random,
  scoredTokens,
  trainBatch,
  trainPrograms,
  trainables,
} from '@adaptbench/core';
import { type Engine, type Executable, type Tensor, adamWDefaults } from '@adaptbench/graph';
import { byteTokenizer } from './fixture.ts';

/** 8 layers of width 256, 4 query and 2 key/value heads, vocabulary 4,096: 6.6 million weights; `other`: what differs from that. */
export function benchModel(
  architectureOf: (config: Record<string, unknown>) => Architecture,
  other: Readonly<Record<string, unknown>> = {},
): LoadedModel & { readonly weights: ReadonlyMap<string, Float32Array> } {
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
    ...other,
  };
  const architecture = architectureOf(config);
  const weights = new Map(
    architecture.weights.map(({ name, shape }) => {
      const r = random(0, name);
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length: size }, () => 0.02 * r.normal())];
    }),
  );
  return {
    reference: 'bench',
    sha256: 'bench',
    architecture,
    config,
    tokenizer: byteTokenizer,
    weights,
    frozen: (name) => ({ data: weights.get(name)! }),
  };
}

/** One training step on four texts of 32 tokens, to be run again and again from the same state. */
export async function benchStep(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
): Promise<{ run(): Promise<void>; dispose(): Promise<void> }> {
  const trained = trainables(model.architecture, patch).map(({ name, input, shape, rate }) => ({
    name,
    input,
    shape,
    rate,
    weightDecay: 0,
  }));
  const { step } = trainPrograms(model.architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: 1,
  });
  const executable: Executable = await engine.compile(step, {
    frozen: (name) => model.frozen(name),
    prefer: 'memory',
  });
  const examples = Array.from({ length: 4 }, (_, b) => ({
    ids: Array.from({ length: 33 }, (_, t) => 7 * b + t),
    from: 24,
  }));
  const params = feedState(model.architecture, patch, initialState(model, patch, 0));
  const moments = Object.entries(params).flatMap(([name, { shape, data }]) =>
    ['m', 'v'].map((k): [string, Tensor] => [`${k}.${name}`, { shape, data: new Float32Array(data.length) }]),
  );
  const feeds = {
    ...params,
    ...Object.fromEntries(moments),
    ...trainBatch(examples, 0, scoredTokens(examples)).feeds,
    learningRate: { shape: [], data: Float32Array.of(1e-4) },
    step: { shape: [], data: Float32Array.of(1) },
  };
  return {
    async run() {
      await executable.run(feeds);
    },
    dispose: () => executable.dispose(),
  };
}
