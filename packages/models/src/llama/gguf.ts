/**
 * The Llama family as GGUF files have it. Sources: llama.cpp `gguf-py/gguf/constants.py`, `tensor_mapping.py`, the converter's
 * `LlamaModel.modify_tensors` (q and k rows permuted); transformers' `integrations/ggml.py`, `modeling_gguf_pytorch_utils.py`.
 */
import { LoadError } from '@adaptbench/core';
import { excerpt } from '../config/excerpt.ts';
import type { GgufForm, GgufHeader } from '../family.ts';
import { llama3Scaling } from './gguf-rope-factors.ts';
import { ropeScaling } from './gguf-rope-scaling.ts';

const ROPE_FACTORS = 'rope_freqs.weight';

export const llamaGguf: GgufForm = {
  architectures: ['llama', 'mistral', 'qwen2', 'qwen3'],
  modules: new Map([
    ['token_embd', 'model.embed_tokens'],
    ['output_norm', 'model.norm'],
    ['output', 'lm_head'],
    ['blk.#.attn_norm', 'model.layers.#.input_layernorm'],
    ['blk.#.attn_q', 'model.layers.#.self_attn.q_proj'],
    ['blk.#.attn_k', 'model.layers.#.self_attn.k_proj'],
    ['blk.#.attn_v', 'model.layers.#.self_attn.v_proj'],
    ['blk.#.attn_output', 'model.layers.#.self_attn.o_proj'],
    // Qwen 3's.
    ['blk.#.attn_q_norm', 'model.layers.#.self_attn.q_norm'],
    ['blk.#.attn_k_norm', 'model.layers.#.self_attn.k_norm'],
    ['blk.#.ffn_norm', 'model.layers.#.post_attention_layernorm'],
    ['blk.#.ffn_gate', 'model.layers.#.mlp.gate_proj'],
    ['blk.#.ffn_up', 'model.layers.#.mlp.up_proj'],
    ['blk.#.ffn_down', 'model.layers.#.mlp.down_proj'],
  ]),
  settings: [ROPE_FACTORS],
  async config(header) {
    const { architecture, keys, tensors } = header;
    const hidden = keys.needNumber('embedding_length');
    const heads = keys.needNumber('attention.head_count');
    const headDim =
      keys.number('attention.key_length') ??
      keys.number('rope.dimension_count') ??
      Math.floor(hidden / heads);
    checkHeads(header, headDim);
    const theta = keys.number('rope.freq_base') ?? 10_000;
    return {
      model_type: architecture,
      architectures: [`${architecture[0]!.toUpperCase()}${architecture.slice(1)}ForCausalLM`],
      hidden_size: hidden,
      intermediate_size: keys.needNumber('feed_forward_length'),
      num_hidden_layers: keys.needNumber('block_count'),
      num_attention_heads: heads,
      num_key_value_heads: keys.number('attention.head_count_kv') ?? heads,
      head_dim: headDim,
      hidden_act: 'silu',
      rms_norm_eps: keys.needDecimal('attention.layer_norm_rms_epsilon'),
      rope_theta: theta,
      rope_scaling: await rotation(header, theta),
      max_position_embeddings: keys.needNumber('context_length'),
      sliding_window: keys.number('attention.sliding_window') ?? null,
      attention_bias: tensors.has('blk.0.attn_q.bias'),
      mlp_bias: tensors.has('blk.0.ffn_up.bias'),
    };
  },
  storedAs(name, { architecture, keys }) {
    if (architecture !== 'llama' && architecture !== 'mistral') return undefined;
    const heads = keys.needNumber('attention.head_count');
    if (name.includes('.attn_q.')) return { kind: 'rotaryInterleaved', heads };
    if (name.includes('.attn_k.'))
      return { kind: 'rotaryInterleaved', heads: keys.number('attention.head_count_kv') ?? heads };
    return undefined;
  },
};

/** Heads that are turned in part, or whose values have another width than their keys. */
function checkHeads({ keys }: GgufHeader, headDim: number): void {
  for (const name of ['rope.dimension_count', 'attention.value_length']) {
    const value = keys.number(name);
    if (value !== undefined && value !== headDim)
      throw keys.fault(
        name,
        `is ${value} for heads of width ${headDim}: expected ${headDim}. Such heads cannot be computed.`,
      );
  }
}

/** `rope_scaling`, from keys or from finished factors. */
async function rotation(header: GgufHeader, theta: number): Promise<unknown> {
  const { keys } = header;
  const scaling = ropeScaling(keys);
  const factors = await header.floats(ROPE_FACTORS);
  if (factors === undefined) return scaling;
  if (scaling !== null)
    throw new LoadError(
      `${keys.path}: both rope_freqs.weight and rope.scaling (${excerpt(scaling)}) stretch the rotation: expected one of them. Use the original Hugging Face checkpoint.`,
    );
  return llama3Scaling(keys.path, factors, theta);
}
