/**
 * PEFT's folders for virtual tokens and prefixes: adapter_config.json and adapter_model.safetensors with the one tensor
 * `prompt_embeddings`, the encoder's output; the encoder itself is not stored (peft `BasePromptEncoder._get_adapter_state_dict`).
 */
import {
  type ArtifactFormat,
  LoadError,
  type Tensors,
  fitTensors,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';

export type Files = ReadonlyMap<string, Uint8Array>;

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const TENSOR = 'prompt_embeddings';

/** What all three types have in common. Settings that we do not compute are refused, not ignored. */
export const peftFields = {
  num_virtual_tokens: z.int().min(1),
  token_dim: z.int().min(1),
  num_transformer_submodules: z.literal(1).nullish(),
  modules_to_save: z.null().optional(),
};

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
        [CONFIG, new TextEncoder().encode(`${JSON.stringify(sorted, null, 2)}\n`)],
        [WEIGHTS, writeSafetensors(tensors, { format: 'pt' })],
      ]);
    },
    read(files) {
      const found = readPeftConfig(files, z.looseObject({ ...peftFields, peft_type: z.literal(type) }));
      const wrong = Object.entries(decisive).filter(
        ([key, value]) => found[key] !== undefined && found[key] !== null && found[key] !== value,
      );
      if (wrong.length > 0)
        throw new LoadError(
          `${CONFIG}: ${wrong.map(([key, value]) => `${key} is ${JSON.stringify(found[key])}, expected ${JSON.stringify(value)}`).join('; ')}. Read the folder with the configuration and the model it was written with.`,
        );
      const tensors = fitTensors(
        WEIGHTS,
        readSafetensors(file(files, WEIGHTS)),
        new Map([[TENSOR, shape]]),
        'Is it an adapter of this model?',
      );
      return form.unpack(tensors.get(TENSOR)!.data);
    },
  };
}

/** PEFT's configuration as `schema` has it; throws LoadError where it does not fit. */
export function readPeftConfig<T>(files: Files, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(file(files, CONFIG)));
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`${CONFIG}: not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new LoadError(`${CONFIG}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data;
}

function file(files: Files, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes)
    throw new LoadError(
      `adapter: no ${name}: expected a PEFT folder, found ${[...files.keys()].join(', ') || 'nothing'}.`,
    );
  return bytes;
}
