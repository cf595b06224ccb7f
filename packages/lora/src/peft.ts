/**
 * PEFT's folder for LoRA: adapter_config.json and adapter_model.safetensors, tensors named `base_model.model.<module>.lora_A.weight`
 * [r, dIn], `…lora_B.weight` [dOut, r] and, for DoRA, `…lora_magnitude_vector` [dOut], float32 (peft docs, developer_guides/checkpoint).
 */
import {
  type ArtifactFormat,
  type LinearSite,
  LoadError,
  type Site,
  fitTensors,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';
import { type LoraConfig, rankOf, scaling, shapesOf } from './config.ts';
import { targetNames } from './targets.ts';

const PREFIX = 'base_model.model.';
const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

const off = z.literal(false).nullish();
const none = z.null().optional();
/** What of PEFT's configuration changes the computation; a value that we do not compute is refused, not ignored. */
const peftConfig = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().min(1).default(8),
  lora_alpha: z.number().positive().default(8),
  use_rslora: z.boolean().default(false),
  use_dora: z.boolean().nullish(),
  bias: z.literal('none').nullish(),
  lora_bias: off,
  rank_pattern: z.record(z.string(), z.int().min(1)).nullish(),
  alpha_pattern: z.record(z.string(), z.number().positive()).nullish(),
  modules_to_save: none,
  lora_dropout: z.number().min(0).max(0.99).default(0),
  target_modules: z.union([z.array(z.string()), z.string()]).nullish(),
  exclude_modules: z.unknown().optional(),
  layers_to_transform: z.unknown().optional(),
  layer_replication: none,
  alora_invocation_tokens: none,
  use_qalora: off,
  use_bdlora: off,
  kasa_config: none,
});

export function peftArtifact(
  c: LoraConfig,
  adapted: readonly LinearSite[],
  sites: readonly Site[],
): ArtifactFormat {
  return {
    write(state, baseModel) {
      const tensors = new Map([...state].map(([name, t]) => [PREFIX + name, t]));
      const config = configFile(c, adapted, sites, baseModel);
      return new Map([
        [CONFIG, new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)],
        [WEIGHTS, writeSafetensors(tensors, { format: 'pt' })],
      ]);
    },
    read(files) {
      const theirs = configFromPeft(files);
      for (const s of adapted)
        if (
          rankOf(theirs, s) !== rankOf(c, s) ||
          scaling(theirs, s) !== scaling(c, s) ||
          theirs.dora !== c.dora
        )
          throw new LoadError(
            `${CONFIG}: ${said(theirs, s)} at ${s.module}: expected ${said(c, s)}. Read the folder with the configuration it was written with (configFromPeft gives it).`,
          );
      const found = readSafetensors(file(files, WEIGHTS), WEIGHTS);
      return fitTensors(
        WEIGHTS,
        new Map([...found].map(([name, t]) => [withoutPrefix(name), t])),
        new Map(adapted.flatMap((s) => shapesOf(c, s))),
        'Is it an adapter of this model?',
      );
    },
  };
}

const said = (c: LoraConfig, s: LinearSite): string =>
  `rank ${rankOf(c, s)}, scale ${scaling(c, s)}${c.dora ? ', DoRA' : ''}`;
const withoutPrefix = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name);

/** The configuration with which a PEFT folder was written. LoRA+'s ratio is the optimizer's affair and not in it. */
export function configFromPeft(files: ReadonlyMap<string, Uint8Array>): LoraConfig {
  const p = readConfig(files);
  const plain = !p.exclude_modules && !p.layers_to_transform;
  const names = plain && Array.isArray(p.target_modules) && p.target_modules.length > 0;
  return {
    rank: p.r,
    alpha: p.lora_alpha,
    rsLora: p.use_rslora,
    dropout: p.lora_dropout,
    targetModules: names ? (p.target_modules as string[]) : adaptedModules(files),
    rankPattern: p.rank_pattern ?? {},
    alphaPattern: p.alpha_pattern ?? {},
    dora: p.use_dora ?? false,
    rateRatio: 1,
  };
}

/** Where the configuration names modules by a rule (a regular expression, layers, exceptions), the tensors name them by path. */
function adaptedModules(files: ReadonlyMap<string, Uint8Array>): string[] {
  const names = [...readSafetensors(file(files, WEIGHTS), WEIGHTS).keys()];
  const modules = names.flatMap((n) => /^(.*)\.lora_A\.weight$/.exec(withoutPrefix(n))?.slice(1) ?? []);
  if (modules.length === 0) throw new LoadError(`${WEIGHTS}: no tensor is called ….lora_A.weight.`);
  return modules.toSorted();
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

function file(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes)
    throw new LoadError(
      `adapter: no ${name}: expected a PEFT folder, found ${[...files.keys()].join(', ') || 'nothing'}.`,
    );
  return bytes;
}

function readConfig(files: ReadonlyMap<string, Uint8Array>): z.infer<typeof peftConfig> {
  const bytes = file(files, CONFIG);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new LoadError(`${CONFIG}: not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = peftConfig.safeParse(json);
  if (!parsed.success)
    throw new LoadError(`${CONFIG}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data;
}
