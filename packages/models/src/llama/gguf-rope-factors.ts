/**
 * Llama 3's stretched rotary frequencies. A GGUF has no `rope_scaling` for them but the finished factors, one a frequency, in the tensor
 * `rope_freqs.weight`. The parameters are recovered: `factor` is the largest of them, the others are those that every Llama 3 has, and
 * the factors they give must be the file's.
 * Source: llama.cpp's converter, `LlamaModel.generate_extra_tensors`; transformers `modeling_rope_utils.py`, `_compute_llama3_parameters`.
 */
import { LoadError } from '@adaptbench/core';

const LLAMA3 = { low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
const TOLERANCE = 1e-3;

/**
 * Hugging Face's `rope_scaling`, or null where nothing is stretched.
 * @param factors [head_dim / 2]
 * @throws LoadError where the factors are not Llama 3's
 */
export function llama3Scaling(
  path: string,
  factors: Float32Array,
  ropeTheta: number,
): Record<string, unknown> | null {
  const factor = Math.max(...factors);
  if (factor === 1) return null;
  const expected = llama3Factors(factors.length, ropeTheta, factor);
  if (!factors.every((f, i) => Math.abs(f - expected[i]!) <= TOLERANCE * expected[i]!))
    throw new LoadError(
      `${path}: rope_freqs.weight holds other factors than Llama 3's with factor ${factor}. Use the original Hugging Face checkpoint.`,
    );
  return { rope_type: 'llama3', factor, ...LLAMA3 };
}

/** What frequency i of `count` is divided by: 1 for short waves, `factor` for long ones, blended between. */
export function llama3Factors(count: number, ropeTheta: number, factor: number): number[] {
  const { low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: context } = LLAMA3;
  return Array.from({ length: count }, (_, i) => {
    const wavelength = 2 * Math.PI * ropeTheta ** (i / count);
    if (wavelength < context / high) return 1;
    if (wavelength > context / low) return factor;
    const smooth = (context / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
