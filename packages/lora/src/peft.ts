/**
 * PEFT's folder for LoRA: adapter_config.json and adapter_model.safetensors, tensors named `base_model.model.<module>.lora_A.weight`
 * [r, dIn] and `…lora_B.weight` [dOut, r], float32 (peft docs, developer_guides/checkpoint).
 */
import {
  type ArtifactFormat,
  type LinearSite,
  LoadError,
  type Tensors,
  fitTensors,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';
import { type LoraConfig, scaling, tensorName } from './config.ts';

const PREFIX = 'base_model.model.';
const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

/** What of PEFT's configuration changes the computation; a value that we do not compute is refused, not ignored. */
const peftConfig = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().min(1).default(8),
  lora_alpha: z.number().default(8),
  use_rslora: z.boolean().default(false),
  use_dora: z.literal(false).nullish(),
  bias: z.literal('none').nullish(),
  lora_bias: z.literal(false).nullish(),
  rank_pattern: z.record(z.string(), z.never()).nullish(),
  alpha_pattern: z.record(z.string(), z.never()).nullish(),
  modules_to_save: z.null().optional(),
  lora_dropout: z.number().default(0),
  target_modules: z.union([z.array(z.string()), z.string()]).nullish(),
});

export function peftArtifact(c: LoraConfig, adapted: readonly LinearSite[]): ArtifactFormat {
  return {
    write(state, baseModel) {
      const tensors = new Map([...state].map(([name, t]) => [PREFIX + name, t]));
      return new Map([
        [CONFIG, new TextEncoder().encode(`${JSON.stringify(configFile(c, adapted, baseModel), null, 2)}\n`)],
        [WEIGHTS, writeSafetensors(tensors, { format: 'pt' })],
      ]);
    },
    read(files) {
      const config = readConfig(files);
      if (
        config.r !== c.rank ||
        scaling({ ...c, rank: config.r, alpha: config.lora_alpha, rsLora: config.use_rslora }) !== scaling(c)
      )
        throw new LoadError(
          `${CONFIG}: r ${config.r}, lora_alpha ${config.lora_alpha}, use_rslora ${config.use_rslora}: expected rank ${c.rank}, alpha ${c.alpha}, rsLora ${c.rsLora}. Read the folder with the configuration it was written with (configFromPeft gives it).`,
        );
      return checked(readSafetensors(file(files, WEIGHTS), WEIGHTS), adapted, c.rank);
    },
  };
}

/** The configuration with which a PEFT folder was written. */
export function configFromPeft(files: ReadonlyMap<string, Uint8Array>): LoraConfig {
  const p = readConfig(files);
  const targets = p.target_modules;
  return {
    rank: p.r,
    alpha: p.lora_alpha,
    rsLora: p.use_rslora,
    dropout: p.lora_dropout,
    targetModules:
      targets === 'all-linear'
        ? 'all-linear'
        : typeof targets === 'string'
          ? [targets]
          : (targets ?? 'default'),
  };
}

function configFile(
  c: LoraConfig,
  adapted: readonly LinearSite[],
  baseModel: string,
): Record<string, unknown> {
  return {
    alpha_pattern: {},
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
    rank_pattern: {},
    revision: null,
    // Written out as names, so that the reader needs no rule of ours.
    target_modules: targetNames(adapted),
    task_type: 'CAUSAL_LM',
    use_dora: false,
    use_rslora: c.rsLora,
  };
}
const targetNames = (adapted: readonly LinearSite[]): string[] =>
  [...new Set(adapted.map((s) => s.module.split('.').at(-1)!))].toSorted();

function file(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes)
    throw new LoadError(
      `adapter: no ${name}: expected a PEFT folder, found ${[...files.keys()].join(', ') || 'nothing'}.`,
    );
  return bytes;
}

function readConfig(files: ReadonlyMap<string, Uint8Array>): z.infer<typeof peftConfig> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(file(files, CONFIG)));
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`${CONFIG}: not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = peftConfig.safeParse(json);
  if (!parsed.success)
    throw new LoadError(`${CONFIG}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data;
}

function checked(found: Tensors, adapted: readonly LinearSite[], rank: number): Tensors {
  const expected = new Map(
    adapted.flatMap((s) => [
      [tensorName(s, 'A'), [rank, s.dIn]] as const,
      [tensorName(s, 'B'), [s.dOut, rank]] as const,
    ]),
  );
  const given = new Map(
    [...found].map(([name, t]) => [name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name, t]),
  );
  return fitTensors(WEIGHTS, given, expected, 'Is it an adapter of this model?');
}
