/**
 * GPT-2 as GGUF files have it. Sources: llama.cpp `gguf-py/gguf/constants.py`, `tensor_mapping.py`, the converter's
 * `GPT2Model.modify_tensors` (Conv1D transposed); transformers' `integrations/ggml.py`, `modeling_gguf_pytorch_utils.py`.
 */
import type { GgufForm } from '../family.ts';

export const gpt2Gguf: GgufForm = {
  architectures: ['gpt2'],
  modules: new Map([
    ['token_embd', 'transformer.wte'],
    ['position_embd', 'transformer.wpe'],
    ['output_norm', 'transformer.ln_f'],
    ['output', 'lm_head'],
    ['blk.#.attn_norm', 'transformer.h.#.ln_1'],
    ['blk.#.attn_qkv', 'transformer.h.#.attn.c_attn'],
    ['blk.#.attn_output', 'transformer.h.#.attn.c_proj'],
    ['blk.#.ffn_norm', 'transformer.h.#.ln_2'],
    ['blk.#.ffn_up', 'transformer.h.#.mlp.c_fc'],
    ['blk.#.ffn_down', 'transformer.h.#.mlp.c_proj'],
  ]),
  settings: [],
  preTokenizer: 'gpt-2',
  config: async ({ keys }) => ({
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    n_embd: keys.needNumber('embedding_length'),
    n_layer: keys.needNumber('block_count'),
    n_head: keys.needNumber('attention.head_count'),
    n_positions: keys.needNumber('context_length'),
    n_inner: keys.number('feed_forward_length') ?? null,
    layer_norm_epsilon: keys.needDecimal('attention.layer_norm_epsilon'),
    activation_function: 'gelu_new',
  }),
  storedAs: (name) =>
    /\.(?:attn_qkv|attn_output|ffn_up|ffn_down)\.weight$/.test(name) ? { kind: 'transposed' } : undefined,
};
