/**
 * PEFT's folders for virtual tokens and prefixes: adapter_config.json and adapter_model.safetensors with the one tensor
 * `prompt_embeddings`, the encoder's output; the encoder itself is not stored (peft `BasePromptEncoder._get_adapter_state_dict`).
 */
import {
  type ArtifactFormat,
  type Files,
  type Known,
  LoadError,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
  checkKnown,
  fitTensors,
  inWords,
  oneLine,
  peftConfigFile,
  peftTensors,
  readFields,
  shown,
  type Tensors,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';

export type { Files } from '@adaptbench/core';

const TENSOR = 'prompt_embeddings';

/** What all three types have in common. */
export const peftFields = {
  num_virtual_tokens: z.int().min(1),
  token_dim: z.int().min(1),
  num_transformer_submodules: z.literal(1).nullish(),
  base_model_name_or_path: z.string().nullish(),
};

/** Settings that change no answer of a stored folder, and what is refused, beside those that a type has of its own. */
const known: Known = {
  ...Object.fromEntries(Object.keys(peftFields).map((field) => [field, 'read' as const])),
  peft_type: 'read',
  num_attention_heads: 'read',
  num_layers: 'read',
  auto_mapping: 'harmless',
  inference_mode: 'harmless',
  peft_version: 'harmless',
  revision: 'harmless',
  runtime_config: 'harmless',
  task_type: 'harmless',
  // How the embeddings began.
  prompt_tuning_init: 'harmless',
  prompt_tuning_init_text: 'harmless',
  tokenizer_kwargs: 'harmless',
  tokenizer_name_or_path: 'harmless',
  init_weights: 'harmless',
  // What made them in training; its output is what is stored.
  encoder_dropout: 'harmless',
  encoder_hidden_size: 'harmless',
  encoder_num_layers: 'harmless',
  encoder_reparameterization_type: 'harmless',
  prefix_projection: 'harmless',
  modules_to_save: { refused: 'tensors of the model that were trained beside it are not read' },
};
const MEND = 'Train it without this setting';

export interface PeftForm {
  readonly type: 'PREFIX_TUNING' | 'PROMPT_TUNING' | 'P_TUNING';
  readonly tokens: number;
  /** PEFT's token_dim: the width of a token, or of a layer's keys under grouped-query attention. */
  readonly width: number;
  readonly columns: number;
  /** What else PEFT's configuration holds; keys in `decisive` must be the same in a folder that is read. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly decisive: readonly string[];
  /** The state ⇄ `prompt_embeddings` [tokens, columns]. */
  pack(state: Tensors): Float32Array;
  unpack(data: Float32Array): Tensors;
}

export function peftArtifact(form: PeftForm): ArtifactFormat {
  const { type, tokens, width, columns, config } = form;
  const shape = [tokens, columns];
  const decisive: Readonly<Record<string, unknown>> = {
    num_virtual_tokens: tokens,
    token_dim: width,
    ...Object.fromEntries(form.decisive.map((key) => [key, config[key]])),
  };
  return {
    write(state, baseModel) {
      const all = {
        auto_mapping: null,
        base_model_name_or_path: baseModel,
        inference_mode: true,
        modules_to_save: null,
        num_transformer_submodules: 1,
        num_virtual_tokens: tokens,
        peft_type: type,
        revision: null,
        task_type: 'CAUSAL_LM',
        token_dim: width,
        ...config,
      };
      const sorted = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      const tensors = new Map([[TENSOR, { shape, data: form.pack(state) }]]);
      return new Map([
        [PEFT_CONFIG, new TextEncoder().encode(`${JSON.stringify(sorted, null, 2)}\n`)],
        [PEFT_WEIGHTS, writeSafetensors(tensors, { format: 'pt' })],
      ]);
    },
    read(files) {
      const found = readPeftConfig(files, type, z.looseObject(peftFields));
      const wrong = Object.entries(decisive).filter(
        ([key, value]) => found[key] !== undefined && found[key] !== null && found[key] !== value,
      );
      if (wrong.length > 0)
        throw new LoadError(
          `${PEFT_CONFIG}: ${wrong.map(([key, value]) => `${key} is ${shown(found[key])}, expected ${shown(value)}`).join('; ')}. Read the folder with the configuration and the model it was written with.`,
        );
      const base = found.base_model_name_or_path ?? '';
      const tensors = fitTensors(
        PEFT_WEIGHTS,
        peftTensors(files),
        new Map([[TENSOR, shape]]),
        `Is it an adapter of this model?${base === '' ? '' : ` It was made for ${oneLine(base)}.`}`,
      );
      return form.unpack(tensors.get(TENSOR)!.data);
    },
  };
}

/** The settings of a folder of this type as `schema` has them; throws LoadError where they do not fit or are not computed here. */
export function readPeftConfig<T>(files: Files, type: PeftForm['type'], schema: z.ZodType<T>): T {
  const json = peftConfigFile(files, type);
  const settings = readFields(PEFT_CONFIG, json, schema);
  checkKnown(PEFT_CONFIG, json, known, MEND);
  return settings;
}

/** A method's own configuration made of a folder's settings; throws LoadError where it is beyond the method's limits. */
export function ownConfig<T>(
  schema: z.ZodType<T>,
  values: Record<string, unknown>,
  names: Readonly<Record<string, string>>,
): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const field = String(path[0]);
    return `${names[field] ?? field} is ${shown(values[field])}: ${inWords(message)}`;
  });
  throw new LoadError(`${PEFT_CONFIG}: ${faults.join('; ')}.`);
}
