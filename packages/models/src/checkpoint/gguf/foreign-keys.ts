/**
 * Keys of a GGUF that make another computation of it than Llama's, Qwen's and GPT-2's: refused by name unless they say "nothing". What a
 * key means stands in llama.cpp's `gguf-py/gguf/constants.py`; a key that is not listed is passed over, as llama.cpp passes over it.
 */
import type { LoadError } from '@adaptbench/core';
import type { GgufHeader } from '../../family.ts';

/** By the part after the architecture, the values with which a number changes nothing. */
const numbers: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ['expert_count', [0]],
  ['expert_used_count', [0]],
  ['logit_scale', [0, 1]],
  ['embedding_scale', [0, 1]],
  ['residual_scale', [0, 1]],
  ['attn_logit_softcapping', [0]],
  ['final_logit_softcapping', [0]],
  ['attention.clamp_kqv', [0]],
  ['attention.max_alibi_bias', [0]],
  ['attention.scale', [0]],
  ['attention.output_scale', [0, 1]],
  ['attention.temperature_length', [0]],
  ['attention.temperature_scale', [0, 1]],
  ['attention.shared_kv_layers', [0]],
  ['attention.q_lora_rank', [0]],
  ['attention.kv_lora_rank', [0]],
  ['nextn_predict_layers', [0]],
  ['pooling_type', [0]],
]);
/** The same of flags. */
const flags: ReadonlyMap<string, boolean> = new Map([
  ['attention.causal', true],
  ['use_parallel_residual', false],
]);

/** @throws LoadError naming the first key that cannot be passed over */
export function checkKeys({ architecture, keys }: GgufHeader): void {
  const fault = (key: string, value: unknown): LoadError =>
    keys.fault(
      key,
      `is ${String(value)}: ${architecture} as it is computed here has no such thing, and passing over it would give other numbers. Use the original Hugging Face checkpoint.`,
    );
  for (const [key, neutral] of numbers) {
    const value = keys.number(key);
    if (value !== undefined && !neutral.includes(value)) throw fault(key, value);
  }
  for (const [key, neutral] of flags) {
    const value = keys.flag(key);
    if (value !== undefined && value !== neutral) throw fault(key, value);
  }
}
