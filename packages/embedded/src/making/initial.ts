/** A Llama with random weights by seed, as a model that the trainer can train; norms are 1, biases 0 but for what `copying.ts` sets. */
import { type LoadedModel, type Tokenizer, random } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { setCopying } from './copying.ts';
import { INITIAL_SD as SD, config } from '../recipe.ts';

/** What the layers write at first is small beside the embeddings, so that a token's own meaning is not lost on the way. */
const QUIET = 0.15;

export function initialModel(tokenizer: Tokenizer, seed: number): LoadedModel {
  const architecture = architectureOf(config);
  const weights = new Map(
    architecture.weights.map(({ name, shape }) => {
      const r = random(seed, 'initial', name);
      const sd = name.endsWith('down_proj.weight')
        ? (QUIET * SD) / Math.sqrt(2 * config.num_hidden_layers)
        : SD;
      const draw = name.endsWith('bias') ? () => 0 : shape.length === 1 ? () => 1 : () => sd * r.normal();
      return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw)] as const;
    }),
  );
  const frozen = (name: string): { data: Float32Array } => {
    const data = weights.get(name);
    if (!data) throw new Error(`internal: no initial weight "${name}"`);
    return { data };
  };
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `model.layers.${layer}.self_attn`;
    const values = frozen(`${at}.v_proj.weight`).data;
    const output = transposed(values, config.hidden_size).map((x) => QUIET * x);
    frozen(`${at}.o_proj.weight`).data.set(output);
  }
  setCopying((layer, name) => frozen(`model.layers.${layer}.self_attn.${name}`).data, seed);
  return { reference: 'random', sha256: `seed ${seed}`, architecture, config, tokenizer, frozen };
}

/** [n, d] → [d, n]. */
function transposed(rows: Float32Array, d: number): Float32Array {
  const n = rows.length / d;
  return Float32Array.from({ length: rows.length }, (_, i) => rows[(i % n) * d + Math.floor(i / n)]!);
}
