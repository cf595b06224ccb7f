/**
 * Tensor names of GGUF → Hugging Face, and what llama.cpp's converter did to each tensor.
 * Sources: llama.cpp `gguf-py/gguf/tensor_mapping.py`; the converter's `LlamaModel.modify_tensors` (q and k rows permuted) and
 * `GPT2Model.modify_tensors` (Conv1D transposed); the inverse in transformers' `modeling_gguf_pytorch_utils.py`.
 */
import type { StoredAs } from '../checkpoint.ts';

export type GgufArchitecture = 'llama' | 'mistral' | 'qwen2' | 'qwen3' | 'gpt2';

export const ggufArchitectures: readonly GgufArchitecture[] = ['llama', 'mistral', 'qwen2', 'qwen3', 'gpt2'];

export function isGgufArchitecture(name: unknown): name is GgufArchitecture {
  return ggufArchitectures.some((known) => known === name);
}

/** Llama's names serve Mistral and Qwen too; the query and key norms are Qwen 3's. */
const llamaTop: ReadonlyMap<string, string> = new Map([
  ['token_embd', 'model.embed_tokens'],
  ['output_norm', 'model.norm'],
  ['output', 'lm_head'],
]);
const llamaLayer: ReadonlyMap<string, string> = new Map([
  ['attn_norm', 'input_layernorm'],
  ['attn_q', 'self_attn.q_proj'],
  ['attn_k', 'self_attn.k_proj'],
  ['attn_v', 'self_attn.v_proj'],
  ['attn_output', 'self_attn.o_proj'],
  ['attn_q_norm', 'self_attn.q_norm'],
  ['attn_k_norm', 'self_attn.k_norm'],
  ['ffn_norm', 'post_attention_layernorm'],
  ['ffn_gate', 'mlp.gate_proj'],
  ['ffn_up', 'mlp.up_proj'],
  ['ffn_down', 'mlp.down_proj'],
]);
const gpt2Top: ReadonlyMap<string, string> = new Map([
  ['token_embd', 'transformer.wte'],
  ['position_embd', 'transformer.wpe'],
  ['output_norm', 'transformer.ln_f'],
  ['output', 'lm_head'],
]);
const gpt2Layer: ReadonlyMap<string, string> = new Map([
  ['attn_norm', 'ln_1'],
  ['attn_qkv', 'attn.c_attn'],
  ['attn_output', 'attn.c_proj'],
  ['ffn_norm', 'ln_2'],
  ['ffn_up', 'mlp.c_fc'],
  ['ffn_down', 'mlp.c_proj'],
]);

/** Hugging Face's name, or null for a tensor that has none there. */
export function huggingFaceName(architecture: GgufArchitecture, name: string): string | null {
  const gpt2 = architecture === 'gpt2';
  const match = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name);
  if (!match) return null;
  const [, layer, part, kind] = match;
  if (layer === undefined) {
    const known = (gpt2 ? gpt2Top : llamaTop).get(part!);
    return known ? `${known}.${kind}` : null;
  }
  const known = (gpt2 ? gpt2Layer : llamaLayer).get(part!);
  if (!known) return null;
  return `${gpt2 ? `transformer.h.${layer}` : `model.layers.${layer}`}.${known}.${kind}`;
}

/** What has to be undone to get Hugging Face's layout. `heads` and `keyValueHeads` are the model's. */
export function storedAs(
  architecture: GgufArchitecture,
  name: string,
  heads: number,
  keyValueHeads: number,
): StoredAs | undefined {
  if (architecture === 'llama' || architecture === 'mistral') {
    if (name.includes('.attn_q.')) return { kind: 'rotaryInterleaved', heads };
    if (name.includes('.attn_k.')) return { kind: 'rotaryInterleaved', heads: keyValueHeads };
  }
  if (architecture === 'gpt2' && /\.(?:attn_qkv|attn_output|ffn_up|ffn_down)\.weight$/.test(name))
    return { kind: 'transposed' };
  return undefined;
}
