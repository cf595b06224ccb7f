/**
 * A Llama with random weights by seed, as a model that the trainer can train. Two things are set by hand, since a small budget
 * leaves little time to find them: heads begin by copying what they look at (the output projection is the values' transpose: Trockman and
 * Kolter 2023, "Mimetic Initialization of Self-Attention Layers"), and three heads of the first layer begin by looking one, two and three
 * tokens back (biases of queries and keys that rotary positions turn into a preference for a distance). Meant to help it find copying what
 * followed an earlier occurrence, on which in-context learning rests (Olsson et al. 2022). It is not enough: the committed model's loss on
 * repeated words was 2.40 nats after 800 steps, and recalling pairs from its context stayed at chance.
 */
import { type LoadedModel, type Random, type Tokenizer, random } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { config } from './recipe.ts';

/** Standard deviation; the MLP's output projection has it divided by √(2 · layers), as GPT-2. */
const SD = 0.08;
/** Heads that look back, one token farther each. */
const LOOKING_BACK = 3;
/** Strength of their preference, in each of the pairs of coordinates that turn fastest. */
const PULL = { amplitude: 4, pairs: 8 };

export function initialModel(tokenizer: Tokenizer, seed: number): LoadedModel {
  const architecture = architectureOf(config);
  const weights = initialWeights(architecture.weights, seed);
  return {
    reference: 'random',
    sha256: `seed ${seed}`,
    architecture,
    config,
    tokenizer,
    frozen(name) {
      const data = weights.get(name);
      if (!data) throw new Error(`internal: no initial weight "${name}"`);
      return { data };
    },
  };
}

function initialWeights(
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  seed: number,
): ReadonlyMap<string, Float32Array> {
  const weights = new Map(
    specs.map(({ name, shape }) => {
      const r = random(seed, 'initial', name);
      const sd = name.endsWith('down_proj.weight') ? SD / Math.sqrt(2 * config.num_hidden_layers) : SD;
      const draw = name.endsWith('bias') ? () => 0 : shape.length === 1 ? () => 1 : () => sd * r.normal();
      return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw)] as const;
    }),
  );
  const get = (layer: number, name: string): Float32Array =>
    weights.get(`model.layers.${layer}.self_attn.${name}`)!;
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    get(layer, 'o_proj.weight').set(transposed(get(layer, 'v_proj.weight'), config.hidden_size));
  lookBack(random(seed, 'initial', 'look back'), get(0, 'q_proj.bias'), get(0, 'k_proj.bias'));
  return weights;
}

/** [n, d] → [d, n]. */
function transposed(rows: Float32Array, d: number): Float32Array {
  const n = rows.length / d;
  return Float32Array.from({ length: rows.length }, (_, i) => rows[(i % n) * d + Math.floor(i / n)]!);
}

/** A query at m and a key at n meet at the angle φ_q − φ_k + (m − n) θ: it is 0 at m − n = distance where φ_q = φ_k − distance · θ. */
function lookBack(r: Random, q: Float32Array, k: Float32Array): void {
  const { head_dim: K, rope_theta } = config;
  const { amplitude, pairs } = PULL;
  for (let head = 0; head < LOOKING_BACK; head++)
    for (let i = 0; i < pairs; i++) {
      const theta = rope_theta ** ((-2 * i) / K);
      const phase = 2 * Math.PI * r.uniform();
      const set = (bias: Float32Array, angle: number): void => {
        bias[head * K + i] = amplitude * Math.cos(angle);
        bias[head * K + i + K / 2] = amplitude * Math.sin(angle);
      };
      set(k, phase);
      set(q, phase - (head + 1) * theta);
    }
}
