/** LoRA's fields, named as in PEFT's LoraConfig where it has them. */
import { ConfigError, type LinearSite, type Site } from '@adaptbench/core';
import { z } from 'zod';

export const loraConfig = z.strictObject({
  rank: z.int().min(1).max(4096).default(8).describe('r, rank of the update; 1..min(dIn, dOut)'),
  alpha: z.number().positive().default(16).describe('α; the update is scaled by α/r, or α/√r with rsLora'),
  rsLora: z.boolean().default(false).describe('scale by α/√r (Kalajdzievski 2023)'),
  dropout: z.number().min(0).max(0.99).default(0).describe('share of the inputs of A dropped in training'),
  targetModules: z
    .array(z.string().min(1))
    .min(1)
    .or(z.enum(['default', 'all-linear']))
    .default('default')
    .describe(
      "modules to adapt, by PEFT's names (q_proj, v_proj, c_attn …); default: q_proj and v_proj, or c_attn; all-linear: every one",
    ),
});
export type LoraConfig = z.infer<typeof loraConfig>;

/** The last part of a module's path, which PEFT matches target names against. */
const lastName = (s: LinearSite): string => s.module.slice(s.module.lastIndexOf('.') + 1);
/** PEFT's rule: a target names a module's whole path or the end of it. */
const matches = (s: LinearSite, target: string): boolean =>
  s.module === target || s.module.endsWith(`.${target}`);

/** The linear sites that a configuration adapts; throws ConfigError where there are none or the rank does not fit. */
export function targets(c: LoraConfig, sites: readonly Site[]): LinearSite[] {
  const linear = sites.filter((s): s is LinearSite => s.kind === 'linear');
  const chosen = linear.filter((s) => {
    if (c.targetModules === 'all-linear') return true;
    if (c.targetModules === 'default') return ['q', 'v', 'qkv'].includes(s.role);
    return c.targetModules.some((t) => matches(s, t));
  });
  if (Array.isArray(c.targetModules)) {
    const absent = c.targetModules.filter((t) => !linear.some((s) => matches(s, t)));
    if (absent.length > 0)
      throw new ConfigError(
        `lora.targetModules: no module is named ${absent.map((t) => `"${t}"`).join(', ')}: expected some of ${[...new Set(linear.map(lastName))].join(', ')}.`,
      );
  }
  for (const s of chosen) {
    const most = Math.min(s.dIn, s.dOut);
    if (c.rank > most)
      throw new ConfigError(
        `lora.rank is ${c.rank}: expected 1..${most} at ${s.module} [${s.dOut}, ${s.dIn}]. Lower the rank or leave ${lastName(s)} out of lora.targetModules.`,
      );
  }
  return chosen;
}

/** Tensor names are PEFT's, without its `base_model.model.` in front. */
export const tensorName = (s: LinearSite, m: 'A' | 'B'): string => `${s.module}.lora_${m}.weight`;

export const scaling = (c: LoraConfig): number => c.alpha / (c.rsLora ? Math.sqrt(c.rank) : c.rank);
