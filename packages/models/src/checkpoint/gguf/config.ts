/**
 * Hugging Face's config.json made from a GGUF's metadata.
 * Source: key names in llama.cpp `gguf-py/gguf/constants.py`, their counterparts in transformers' `integrations/ggml.py`.
 */
import { LoadError } from '@adaptbench/core';
import type { GgufArchitecture } from './names.ts';
import type { GgufMetadata } from './metadata.ts';
import { checkKeys } from './foreign-keys.ts';
import { ropeScaling } from './rope-scaling.ts';

/** @param tensors names in the GGUF: they tell tied embeddings and biases */
export function configFromGguf(
  architecture: GgufArchitecture,
  metadata: GgufMetadata,
  tensors: ReadonlySet<string>,
): Record<string, unknown> {
  const key = (name: string): string => `${architecture}.${name}`;
  checkKeys(architecture, metadata);
  const vocabulary =
    metadata.number(key('vocab_size')) ?? metadata.texts('tokenizer.ggml.tokens')?.length ?? null;
  const common = {
    vocab_size: vocabulary,
    tie_word_embeddings: !tensors.has('output.weight'),
    bos_token_id: metadata.number('tokenizer.ggml.bos_token_id') ?? null,
    eos_token_id: metadata.number('tokenizer.ggml.eos_token_id') ?? null,
  };
  if (architecture === 'gpt2')
    return {
      model_type: 'gpt2',
      architectures: ['GPT2LMHeadModel'],
      n_embd: metadata.needNumber(key('embedding_length')),
      n_layer: metadata.needNumber(key('block_count')),
      n_head: metadata.needNumber(key('attention.head_count')),
      n_positions: metadata.needNumber(key('context_length')),
      n_inner: metadata.number(key('feed_forward_length')) ?? null,
      layer_norm_epsilon: float32(metadata.needNumber(key('attention.layer_norm_epsilon'))),
      activation_function: 'gelu_new',
      ...common,
    };
  const hidden = metadata.needNumber(key('embedding_length'));
  const heads = metadata.needNumber(key('attention.head_count'));
  const headDim =
    metadata.number(key('attention.key_length')) ??
    metadata.number(key('rope.dimension_count')) ??
    Math.floor(hidden / heads);
  checkHeads(architecture, metadata, headDim);
  return {
    model_type: architecture,
    architectures: [
      {
        llama: 'LlamaForCausalLM',
        mistral: 'MistralForCausalLM',
        qwen2: 'Qwen2ForCausalLM',
        qwen3: 'Qwen3ForCausalLM',
      }[architecture],
    ],
    hidden_size: hidden,
    intermediate_size: metadata.needNumber(key('feed_forward_length')),
    num_hidden_layers: metadata.needNumber(key('block_count')),
    num_attention_heads: heads,
    num_key_value_heads: metadata.number(key('attention.head_count_kv')) ?? heads,
    head_dim: headDim,
    hidden_act: 'silu',
    rms_norm_eps: float32(metadata.needNumber(key('attention.layer_norm_rms_epsilon'))),
    rope_theta: metadata.number(key('rope.freq_base')) ?? 10_000,
    rope_scaling: ropeScaling(architecture, metadata),
    max_position_embeddings: metadata.needNumber(key('context_length')),
    sliding_window: metadata.number(key('attention.sliding_window')) ?? null,
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    mlp_bias: tensors.has('blk.0.ffn_up.bias'),
    ...common,
  };
}

/** Heads that are turned in part, or whose values have another width than their keys. */
function checkHeads(architecture: GgufArchitecture, metadata: GgufMetadata, headDim: number): void {
  for (const name of ['rope.dimension_count', 'attention.value_length']) {
    const key = `${architecture}.${name}`;
    const value = metadata.number(key);
    if (value !== undefined && value !== headDim)
      throw new LoadError(
        `${metadata.path}: metadata "${key}" is ${value} for heads of width ${headDim}: expected ${headDim}. Such heads cannot be computed.`,
      );
  }
}

/** The decimal that was meant by a number stored as float32: 9.999999747378752e-6 → 1e-5. */
function float32(value: number): number {
  return Number(value.toPrecision(7));
}
