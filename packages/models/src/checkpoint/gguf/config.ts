/**
 * Hugging Face's config.json made from a GGUF's metadata.
 * Source: key names in llama.cpp `gguf-py/gguf/constants.py`, their counterparts in transformers' `integrations/ggml.py`.
 */
import type { GgufArchitecture } from './names.ts';
import type { GgufMetadata } from './metadata.ts';

/** @param tensors names in the GGUF: they tell tied embeddings and biases */
export function configFromGguf(
  architecture: GgufArchitecture,
  metadata: GgufMetadata,
  tensors: ReadonlySet<string>,
): Record<string, unknown> {
  const key = (name: string): string => `${architecture}.${name}`;
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
    head_dim:
      metadata.number(key('attention.key_length')) ??
      metadata.number(key('rope.dimension_count')) ??
      hidden / heads,
    hidden_act: 'silu',
    rms_norm_eps: float32(metadata.needNumber(key('attention.layer_norm_rms_epsilon'))),
    rope_theta: metadata.number(key('rope.freq_base')) ?? 10000,
    rope_scaling: ropeScaling(architecture, metadata),
    max_position_embeddings: metadata.needNumber(key('context_length')),
    sliding_window: metadata.number(key('attention.sliding_window')) ?? null,
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    mlp_bias: tensors.has('blk.0.ffn_up.bias'),
    ...common,
  };
}

function ropeScaling(architecture: GgufArchitecture, metadata: GgufMetadata): Record<string, unknown> | null {
  const type = metadata.text(`${architecture}.rope.scaling.type`);
  const factor =
    metadata.number(`${architecture}.rope.scaling.factor`) ??
    metadata.number(`${architecture}.rope.scale_linear`);
  if (type === 'none' || factor === undefined) return null;
  const original = metadata.number(`${architecture}.rope.scaling.original_context_length`);
  return {
    rope_type: type ?? 'linear',
    factor,
    ...(original === undefined ? {} : { original_max_position_embeddings: original }),
  };
}

/** The decimal that was meant by a number stored as float32: 9.999999747378752e-6 → 1e-5. */
function float32(value: number): number {
  return Number(value.toPrecision(7));
}
