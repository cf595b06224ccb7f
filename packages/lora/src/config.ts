/** LoRA's fields, named as in PEFT's LoraConfig where it has them. */
import type { LinearSite, WeightSpec } from '@adaptbench/core';
import { z } from 'zod';
import { fromPattern } from './pattern.ts';

const rank = z.int().min(1).max(4096);

export const loraConfig = z.strictObject({
  rank: rank
    .default(8)
    .describe('r, rank of the update; beyond min(dIn, dOut) it adds values and no freedom'),
  alpha: z.number().positive().default(16).describe('α; the update is scaled by α/r, or α/√r with rsLora'),
  rsLora: z.boolean().default(false).describe('scale by α/√r (Kalajdzievski 2023)'),
  dropout: z.number().min(0).max(0.99).default(0).describe('share of the inputs of A dropped in training'),
  targetModules: z
    .array(z.string().min(1))
    .min(1)
    .or(z.enum(['default', 'attention', 'mlp', 'all-linear']))
    .default('default')
    .describe(
      "modules to adapt, by PEFT's names (q_proj, v_proj, c_attn …) or a group; default: q_proj and v_proj, or c_attn; all-linear: every one",
    ),
  rankPattern: z
    .record(z.string(), rank)
    .default({})
    .describe(
      'ranks of modules whose path ends with a regular expression, in place of rank; the first that matches',
    ),
  alphaPattern: z.record(z.string(), z.number().positive()).default({}).describe('the same for alpha'),
  // Without a default, so that configurations that do not use it stay what they were.
  modulesToSave: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "modules or tensors of the model that are trained whole beside the updates, by the end of their names (PEFT's modules_to_save): lm_head, embed_tokens, c_attn.bias …; none unless told",
    ),
  dora: z
    .boolean()
    .default(false)
    .describe('learn the magnitude of each output apart from its direction (Liu et al. 2024)'),
  rateRatio: z
    .number()
    .positive()
    .max(1000)
    .default(1)
    .describe(
      'λ, learning rate of B (and of magnitudes) over that of A; LoRA+ (Hayou et al. 2024) uses 2 to 16',
    ),
});
export type LoraConfig = z.infer<typeof loraConfig>;

/** The last part of a module's path, which PEFT matches target names against. */
export const lastName = (s: LinearSite): string => s.module.slice(s.module.lastIndexOf('.') + 1);
/** PEFT's rule for targets: a name is a module's whole path or the end of it. */
export const endsWith = (s: LinearSite, target: string): boolean =>
  s.module === target || s.module.endsWith(`.${target}`);

export const rankOf = (c: LoraConfig, s: LinearSite): number =>
  fromPattern(c.rankPattern, s.module) ?? c.rank;

/** s = α/r, or α/√r. */
export function scaling(c: LoraConfig, s: LinearSite): number {
  const r = rankOf(c, s);
  return (fromPattern(c.alphaPattern, s.module) ?? c.alpha) / (c.rsLora ? Math.sqrt(r) : r);
}

/** Tensor names are PEFT's, without its `base_model.model.` in front. */
export const tensorName = (s: LinearSite, m: 'A' | 'B'): string => `${s.module}.lora_${m}.weight`;
export const magnitudeName = (s: LinearSite): string => `${s.module}.lora_magnitude_vector`;

/** Whether a tensor of the checkpoint is trained whole: it, or a module that it lies in, is named. */
export const isSaved = (c: LoraConfig, { name }: Pick<WeightSpec, 'name'>): boolean =>
  (c.modulesToSave ?? []).some((t) => isOrIn(t, name));

/** Whether `name` is a tensor or a module that ends with `end`, or lies in such a module. */
export const isOrIn = (end: string, name: string): boolean => `.${name}.`.includes(`.${end}.`);
