/** The fields of config.json that GPT-2 reads, with the defaults of transformers' configuration_gpt2.py. */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { activationNames } from '../activations.ts';
import { checkFields } from '../config/fields.ts';
import { parseFields } from '../config/parse.ts';

const size = z
  .int()
  .positive()
  .max(1 << 24);
const fields = {
  model_type: z.literal('gpt2'),
  vocab_size: size.default(50_257),
  n_embd: size.default(768),
  n_layer: size.max(4096).default(12),
  n_head: size.default(12),
  n_positions: size.default(1024),
  n_inner: size.nullish(),
  activation_function: z.enum(activationNames).default('gelu_new'),
  layer_norm_epsilon: z.number().nonnegative().default(1e-5),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(true),
} as const;

/** Other names of the same fields; where both are there, these go first (`attribute_map`). */
const aliases = {
  hidden_size: 'n_embd',
  num_hidden_layers: 'n_layer',
  num_attention_heads: 'n_head',
  max_position_embeddings: 'n_positions',
} as const;

/** Cross-attention runs only where an encoder's states are given; the sum in another order or precision is the same sum. */
const harmless = [
  'reorder_and_upcast_attn',
  'summary_type',
  'summary_use_proj',
  'summary_activation',
  'summary_proj_to_labels',
  'summary_first_dropout',
];
const read: ReadonlySet<string> = new Set([...Object.keys(fields), ...Object.keys(aliases), ...harmless]);

export type Gpt2Config = Readonly<z.infer<z.ZodObject<typeof fields>>> & {
  /** What scores q·k are multiplied by in a layer, with heads of width K. */
  readonly scoreFactor: (layer: number, K: number) => number;
  /** Fields that were passed over and are not known to mean nothing. */
  readonly unknown: readonly string[];
};

/** @throws LoadError naming what is missing, contradicts itself or cannot be computed */
export function parseGpt2Config(json: Readonly<Record<string, unknown>>): Gpt2Config {
  const named = Object.entries(aliases).flatMap(([alias, name]) =>
    json[alias] === undefined ? [] : [[name, json[alias]] as const],
  );
  const c = parseFields(z.object(fields), { ...json, ...Object.fromEntries(named) }, 'config.json');
  if (c.n_embd % c.n_head !== 0)
    throw new LoadError(`config.json: n_embd ${c.n_embd} is not divisible by n_head ${c.n_head}.`);
  return {
    ...c,
    scoreFactor: (layer, K) =>
      (c.scale_attn_weights ? 1 / Math.sqrt(K) : 1) / (c.scale_attn_by_inverse_layer_idx ? layer + 1 : 1),
    unknown: checkFields(json, read),
  };
}
