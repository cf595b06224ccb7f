/** A local Hugging Face folder: config.json and safetensors weights, in one file or in shards. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadError, fileError } from '@adaptbench/core';
import type { TensorInfo } from './checkpoint.ts';
import { readSafetensorsFile, readShards } from './safetensors-file.ts';

export interface ModelFolder {
  readonly config: Record<string, unknown>;
  /** config.json as it lies there; part of the content hash. */
  readonly configText: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** @throws LoadError where config.json or the weights are missing or faulty */
export async function openFolder(folder: string): Promise<ModelFolder> {
  const files = new Set(
    await readdir(folder).catch((cause: unknown) => {
      throw fileError(cause, folder);
    }),
  );
  if (!files.has('config.json'))
    throw new LoadError(
      `${folder}: config.json is missing. Expected a Hugging Face model folder (config.json, tokenizer.json, ${WEIGHTS}).`,
    );
  const path = join(folder, 'config.json');
  const configText = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(cause, path);
  });
  const config = parseConfig(path, configText);
  if (files.has(INDEX))
    return { config, configText, tensors: named(config, await readShards(join(folder, INDEX))) };
  if (files.has(WEIGHTS))
    return { config, configText, tensors: named(config, await readSafetensorsFile(join(folder, WEIGHTS))) };
  throw new LoadError(noWeights(folder, [...files]));
}

/** Says what was found instead of safetensors weights and how to get them. */
export function noWeights(where: string, files: readonly string[]): string {
  const pickles = files.filter((f) => /^pytorch_model.*\.bin$|\.(?:pth|pt|ckpt)$/.test(f));
  if (pickles.length > 0)
    return `${where}: only PyTorch weights (${pickles[0]}), expected ${WEIGHTS}. Convert them: load the model with transformers and call save_pretrained(folder).`;
  const ggufs = files.filter((f) => f.endsWith('.gguf'));
  if (ggufs.length > 0)
    return `${where}: no ${WEIGHTS}, but ${ggufs.length} GGUF files. Name one: ${where}/${ggufs.toSorted()[0]}`;
  return `${where}: no weights: expected ${WEIGHTS} or ${INDEX}.`;
}

function parseConfig(path: string, text: string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new LoadError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new LoadError(`${path}: expected a JSON object.`);
  return config as Record<string, unknown>;
}

/** First names of a bare model's tensors (saved without its language-model head) by the prefix that they lack. */
const bare: readonly (readonly [firstName: string, prefix: string])[] = [
  ['wte.weight', 'transformer.'],
  ['embed_tokens.weight', 'model.'],
];

/** Names as the causal-LM class has them: `wte.weight` (so openai-community/gpt2) becomes `transformer.wte.weight`. */
function named(
  config: Record<string, unknown>,
  tensors: ReadonlyMap<string, TensorInfo>,
): ReadonlyMap<string, TensorInfo> {
  const prefix = bare.find(([first]) => tensors.has(first))?.[1];
  if (prefix === undefined || config['model_type'] === undefined) return tensors;
  return new Map(
    [...tensors.values()].map((t) => {
      const name = t.name === 'lm_head.weight' ? t.name : prefix + t.name;
      return [name, { ...t, name }];
    }),
  );
}
