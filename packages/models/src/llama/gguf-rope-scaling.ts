/**
 * Hugging Face's `rope_scaling` made from a GGUF's keys `ARCH.rope.scaling.*`, as llama.cpp reads them (`llama-model.cpp`,
 * `load_hparams`; `llama-context.cpp`): the type is linear where none is named, the factor 1; under YaRN cosines and sines are stretched
 * by (0.1 ln factor + 1) · attn_factor.
 */
import type { LoadError } from '@adaptbench/core';
import type { GgufMetadata } from '../gguf/metadata.ts';

/** What some architectures' code reads, and Llama's and Qwen's does not: a file that sets it means another model or another reader. */
const neutral: readonly (readonly [key: string, value: number])[] = [
  ['alpha', 0],
  ['yarn_log_multiplier', 0],
  ['yarn_ext_factor', 1],
  ['yarn_attn_factor', 1],
  ['yarn_beta_fast', 32],
  ['yarn_beta_slow', 1],
];

/**
 * @param keys the architecture's own
 * @returns null where nothing is stretched; throws LoadError for what cannot be computed
 */
export function ropeScaling(keys: GgufMetadata): Record<string, unknown> | null {
  const scaling = keys.under('rope.scaling');
  const fault = (name: string, value: unknown, expected: string): LoadError =>
    scaling.fault(
      name,
      `is ${JSON.stringify(value)}: expected ${expected}. This rotation cannot be computed; use the original Hugging Face checkpoint.`,
    );
  const type = scaling.text('type') ?? 'linear';
  if (!['none', 'linear', 'yarn'].includes(type)) throw fault('type', type, 'none, linear or yarn');
  for (const [name, value] of neutral) {
    const found = scaling.number(name);
    if (found !== undefined && Math.abs(found - value) > 1e-6) throw fault(name, found, `${value}`);
  }
  const stretch = scaling.number('attn_factor') ?? 1;
  if (type !== 'yarn' && stretch !== 1) throw fault('attn_factor', stretch, `1 with type ${type}`);
  // 0 stands for "not set".
  const factor = scaling.number('factor') || keys.number('rope.scale_linear') || 1;
  if (factor < 0) throw fault('factor', factor, 'a positive number');
  if (type === 'none' || (factor === 1 && stretch === 1)) return null;
  if (type === 'linear') return { rope_type: 'linear', factor };
  const original = scaling.number('original_context_length');
  return {
    rope_type: 'yarn',
    factor,
    ...(original === undefined ? {} : { original_max_position_embeddings: original }),
    ...(stretch === 1 ? {} : { attention_factor: stretch * (factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1) }),
  };
}
