/**
 * The peak learning rate that a method has by itself on a model of a given width d: R · 576/d. Published sweeps find such a power of the
 * width. For LoRA, LoRA Without Regret (Schulman et al. 2025, https://thinkingmachines.ai/blog/lora) gives 5e-5 · 10 · (2000/d)^0.78 on
 * Llama models, nearly the same for every rank, and ten times full fine-tuning's. Its α is 32 and ours 16, for which twice the rate is
 * the same update. QLoRA (Dettmers et al. 2023) takes 2e-4 at d = 4,096. The power 1 joins these with the rates that fit at widths 160 and
 * 576, which `results/rates.md` has for every method.
 */
import type { TuningMethod } from '../contracts/method.ts';
import type { SettledTraining, TrainSettings } from '../contracts/train-settings.ts';

/** What a sweep tries of a method's own rate, 1 first. */
export const RATE_FACTORS = [1, 0.3, 3] as const;

/** The width that rates are written for: SmolLM2-135M's. */
const REFERENCE = 576;

/** The largest rate that settings allow. */
const MOST = 1;

/** R · 576/d for a method whose rate at width 576 is R. */
export const rateByWidth = (rate: number, width: number): number =>
  Math.min(MOST, (rate * REFERENCE) / width);

/** The settings with a rate: their own, or the method's for this configuration and width times the factor. */
export function settledRate<C>(
  { rateFactor = 1, learningRate, ...settings }: TrainSettings,
  method: TuningMethod<C>,
  config: C,
  width: number,
): SettledTraining {
  const rate = learningRate ?? Math.min(MOST, rateFactor * method.rate(config, width));
  return { ...settings, learningRate: rate };
}
