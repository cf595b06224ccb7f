/** The fields of config.json that the Llama family reads. Defaults are transformers' own, by model type where these differ. */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';

const size = z
  .int()
  .positive()
  .max(1 << 24);
const schema = z.looseObject({
  model_type: z.enum(['llama', 'mistral', 'qwen2', 'qwen3']),
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size.max(4096),
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  max_position_embeddings: size.default(2048),
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().nullish(),
  rope_scaling: z.record(z.string(), z.unknown()).nullish(),
  rope_parameters: z.record(z.string(), z.unknown()).nullish(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  sliding_window: size.nullish(),
  use_sliding_window: z.boolean().optional(),
});

export interface LlamaConfig {
  readonly modelType: string;
  readonly vocabulary: number;
  readonly d: number;
  readonly dMlp: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly dHead: number;
  readonly eps: number;
  readonly theta: number;
  readonly ropeScaling: Record<string, unknown> | null;
  readonly contextLength: number;
  readonly tied: boolean;
  readonly attentionBias: { readonly qkv: boolean; readonly o: boolean };
  readonly mlpBias: boolean;
  /** RMS norm of each head's queries and keys (Qwen 3). */
  readonly qkNorm: boolean;
}

export function parseLlamaConfig(json: unknown): LlamaConfig {
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new LoadError(`config.json: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const c = parsed.data;
  const heads = c.num_attention_heads;
  const keyValueHeads = c.num_key_value_heads ?? heads;
  const dHead = c.head_dim ?? c.hidden_size / heads;
  if (heads % keyValueHeads !== 0 || dHead % 2 !== 0)
    throw new LoadError(
      `config.json: ${heads} heads, ${keyValueHeads} key/value heads, head width ${dHead}: expected heads divisible by key/value heads and an even head width.`,
    );
  const windowed = c.sliding_window && (c.model_type === 'mistral' || c.use_sliding_window === true);
  const rope = c.rope_parameters ?? c.rope_scaling ?? null;
  return {
    modelType: c.model_type,
    vocabulary: c.vocab_size,
    d: c.hidden_size,
    dMlp: c.intermediate_size,
    layers: c.num_hidden_layers,
    heads,
    keyValueHeads,
    dHead,
    eps: c.rms_norm_eps,
    theta: c.rope_theta ?? thetaOf(rope?.['rope_theta'] ?? 10_000),
    ropeScaling: rope,
    // Within the window a sliding-window model is an ordinary one.
    contextLength: windowed
      ? Math.min(c.sliding_window!, c.max_position_embeddings)
      : c.max_position_embeddings,
    tied: c.tie_word_embeddings,
    attentionBias:
      c.model_type === 'qwen2' ? { qkv: true, o: false } : { qkv: c.attention_bias, o: c.attention_bias },
    mlpBias: c.mlp_bias,
    qkNorm: c.model_type === 'qwen3',
  };
}

function thetaOf(value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new LoadError(`config.json: rope_theta is ${JSON.stringify(value)}: expected a positive number.`);
}
