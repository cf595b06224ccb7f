/**
 * PEFT's folder for LoRA: adapter_config.json and adapter_model.safetensors, tensors named `base_model.model.<module>.lora_A.weight`
 * [r, dIn], `…lora_B.weight` [dOut, r] and, for DoRA, `…lora_magnitude_vector` [dOut], float32 (peft docs, developer_guides/checkpoint).
 * Tensors of the model that are trained whole stand under its names, where PEFT loads them into the model itself.
 */
import {
  type ArtifactFormat,
  type LinearSite,
  type Site,
  writeSafetensors,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
} from '@adaptbench/core';
import type { LoraConfig } from '../config.ts';
import { targetNames } from '../targets.ts';
import { type Subject, readState } from './read.ts';
import { PREFIX } from './tensors.ts';

export function peftArtifact(subject: Subject): ArtifactFormat {
  const { config, adapted } = subject;
  const { sites } = subject.model.architecture;
  const modules = new Set(adapted.map((s) => s.module));
  /** PEFT keeps an adapted module's own tensors one level down. */
  const peftName = (name: string): string => {
    const dot = name.lastIndexOf('.');
    return modules.has(name.slice(0, dot)) && !name.includes('.lora_')
      ? `${PREFIX}${name.slice(0, dot)}.base_layer${name.slice(dot)}`
      : PREFIX + name;
  };
  return {
    write(state, baseModel) {
      const tensors = new Map([...state].map(([name, t]) => [peftName(name), t]));
      const file = configFile(config, adapted, sites, baseModel);
      return new Map([
        [PEFT_CONFIG, new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`)],
        [PEFT_WEIGHTS, writeSafetensors(tensors, { format: 'pt' })],
      ]);
    },
    read: (files) => readState(files, subject),
  };
}

function configFile(
  c: LoraConfig,
  adapted: readonly LinearSite[],
  sites: readonly Site[],
  baseModel: string,
): Record<string, unknown> {
  return {
    alpha_pattern: c.alphaPattern,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: adapted.some((s) => s.layout === 'io'),
    inference_mode: true,
    init_lora_weights: true,
    lora_alpha: c.alpha,
    lora_dropout: c.dropout,
    modules_to_save: null,
    peft_type: 'LORA',
    r: c.rank,
    rank_pattern: c.rankPattern,
    revision: null,
    target_modules: targetNames(adapted, sites),
    task_type: 'CAUSAL_LM',
    use_dora: c.dora,
    use_rslora: c.rsLora,
  };
}
