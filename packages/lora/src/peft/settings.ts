/**
 * adapter_config.json of a LoRA folder (peft tuners/lora/config.py, 0.21): the settings that are used, those that change no answer, and
 * those that are refused by name.
 */
import {
  type Files,
  type Known,
  LoadError,
  MERGE_FIRST,
  checkKnown,
  peftConfigFile,
  readFields,
  shown,
  PEFT_CONFIG,
} from '@adaptbench/core';
import { z } from 'zod';
import { endMatcher } from '../pattern.ts';

/** How PEFT starts A and B: `plain` leaves the weights W alone, the others take the first s B A out of them whenever a folder is loaded. */
export type Init = 'plain' | 'pissa' | 'olora';

const rank = z.int().min(1);
const schema = z.looseObject({
  base_model_name_or_path: z.string().nullish(),
  task_type: z.string().nullish(),
  // Which biases are stored the names of the tensors tell.
  bias: z.enum(['none', 'all', 'lora_only']).nullish(),
  r: rank.default(8),
  lora_alpha: z.number().default(8),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  rank_pattern: z.record(z.string(), rank).nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  modules_to_save: z.array(z.string().min(1)).nullish(),
  ensure_weight_tying: z.boolean().nullish(),
  trainable_token_indices: z
    .union([z.array(z.int().min(0)), z.record(z.string(), z.array(z.int().min(0)))])
    .nullish(),
  lora_dropout: z.number().min(0).max(0.99).default(0),
  target_modules: z.union([z.array(z.string()), z.string()]).nullish(),
  init_lora_weights: z.union([z.boolean(), z.string()]).nullish(),
});
export type PeftSettings = z.infer<typeof schema> & { readonly init: Init };

const known: Known = {
  ...Object.fromEntries(Object.keys(schema.shape).map((field) => [field, 'read' as const])),
  peft_type: 'read',
  // Which modules are adapted the names of the tensors tell; these must allow them.
  exclude_modules: 'read',
  layers_pattern: 'read',
  layers_to_transform: 'read',
  auto_mapping: 'harmless',
  inference_mode: 'harmless',
  peft_version: 'harmless',
  revision: 'harmless',
  runtime_config: 'harmless',
  // How W lies in memory: the model tells.
  fan_in_fan_out: 'harmless',
  // Used by the initialisation or the feature of the same name alone, which another setting turns on.
  corda_config: 'harmless',
  eva_config: 'harmless',
  loftq_config: 'harmless',
  lora_ga_config: 'harmless',
  megatron_core: 'harmless',
  qalora_group_size: 'harmless',
  // Written by PEFT before 0.4 and by other trainers.
  lora_dtype: 'harmless',
  lorap_emb_lr: 'harmless',
  lorap_lr_ratio: 'harmless',
  merge_weights: 'harmless',
  unsloth_fixed: 'harmless',
  alora_invocation_tokens: {
    refused: 'an activated LoRA, which works from a certain text on, is not computed here',
  },
  arrow_config: { refused: 'routing between adapters is not computed here' },
  enable_lora: { refused: 'updates of parts of a fused projection are not computed here' },
  kasa_config: { refused: 'KaSA, which truncates the weights, is not computed here' },
  layer_replication: { refused: 'it repeats layers of the model, which is not computed here' },
  lora_bias: { refused: 'a bias of lora_B is not computed here' },
  megatron_config: { refused: 'layers of Megatron are not computed here' },
  monteclora_config: { refused: 'MonteCLoRA is not computed here' },
  target_parameters: { refused: 'updates of bare parameters are not computed here' },
  use_bdlora: { refused: 'block-diagonal updates are not computed here' },
  velora_config: { refused: 'VeLoRA is not computed here' },
  use_qalora: { refused: 'QALoRA, which pools its inputs, is not computed here' },
};

/** Throws LoadError where the folder is of another kind, or a setting is faulty or not computed here. */
export function readSettings(files: Files): PeftSettings {
  const json = peftConfigFile(files, 'LORA');
  const settings = readFields(PEFT_CONFIG, json, schema);
  checkKnown(PEFT_CONFIG, json, known, MERGE_FIRST);
  if (/^(?:SEQ_CLS|TOKEN_CLS|QUESTION_ANS|SEQ_2_SEQ_LM)$/.test(settings.task_type ?? ''))
    throw new LoadError(
      `${PEFT_CONFIG}: task_type is ${settings.task_type}: expected CAUSAL_LM. The folder is for a model with another head than a language model's.`,
    );
  checkExpressions(settings);
  return { ...settings, init: initOf(settings) };
}

function checkExpressions(s: z.infer<typeof schema>): void {
  for (const field of ['rank_pattern', 'alpha_pattern'] as const)
    for (const key of Object.keys(s[field] ?? {}))
      try {
        endMatcher(key);
      } catch (cause) {
        throw new LoadError(
          `${PEFT_CONFIG}: ${field}: ${shown(key)} is not a regular expression that can be run in linear time (no look-around, no back references). Name the modules instead.`,
          { cause },
        );
      }
}

const PLAIN: ReadonlySet<unknown> = new Set([true, false, null, undefined, 'eva', 'orthogonal', 'mica']);
const CONVERT =
  'Save the adapter again as plain LoRA with save_pretrained(FOLDER, path_initial_model_for_weight_conversion=INITIAL), or merge it into its model in the session that trained it';

/** What of the initialisation matters after training: whether PEFT changes W when it loads the folder, and can be followed in that. */
function initOf({ init_lora_weights: init, lora_alpha, alpha_pattern }: z.infer<typeof schema>): Init {
  if (PLAIN.has(init)) return 'plain';
  const name = String(init);
  const refuse = (why: string): never => {
    throw new LoadError(`${PEFT_CONFIG}: init_lora_weights is ${shown(init)}: ${why}.`);
  };
  if (name.toLowerCase() === 'gaussian') return 'plain';
  const ours = name === 'pissa' ? 'pissa' : name.toLowerCase() === 'olora' ? 'olora' : null;
  if (ours !== null) {
    const least = Math.min(lora_alpha, ...Object.values(alpha_pattern ?? {}));
    return least > 0 ? ours : refuse(`expected lora_alpha above 0, found ${least}`);
  }
  if (/^pissa_niter_\d+$/.test(name))
    return refuse(
      `it takes a random decomposition out of the weights, which no reader can repeat. ${CONVERT}`,
    );
  if (name.startsWith('corda'))
    return refuse(`it takes a decomposition out of the weights that depends on data. ${CONVERT}`);
  if (name === 'lora_ga')
    return refuse(`the weights were changed by gradients that the folder does not hold. ${CONVERT}`);
  if (name === 'loftq')
    return refuse(
      `PEFT quantizes the weights again whenever it loads the folder. Save the quantized model, set init_lora_weights to true, and use that model`,
    );
  return refuse('no such initialisation is known');
}
