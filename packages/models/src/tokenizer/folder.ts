/** The tokenizer of a Hugging Face folder: tokenizer.json with the small files beside it. */
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { readJsonFile } from '../files/json-file.ts';
import { readJsonObject, readSmallText } from './read-text.ts';
import { makeTokenizer } from './tokenizer.ts';

/**
 * @param modelEnds `eos_token_id` of the model it is used for, where that lies elsewhere
 * @throws LoadError where tokenizer.json is missing or any of the files is garbled
 */
export async function tokenizerFromFolder(folder: string, modelEnds?: unknown): Promise<Tokenizer> {
  const path = join(folder, 'tokenizer.json');
  const file = await readJsonObject(path);
  if (file === null)
    throw new LoadError(
      `${folder}: tokenizer.json is missing. Save it with transformers' AutoTokenizer.from_pretrained(…).save_pretrained(folder), or pass --tokenizer FOLDER.`,
    );
  const beside = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
    (await readJsonObject(join(folder, name)))?.json ?? {};
  const config = await beside('tokenizer_config.json');
  const [generation, model] = [
    await modelFile(join(folder, 'generation_config.json')),
    await modelFile(join(folder, 'config.json')),
  ];
  return makeTokenizer({
    source: path,
    ...file,
    beside: {
      config,
      specialTokens: await beside('special_tokens_map.json'),
      addedTokens: await beside('added_tokens.json'),
    },
    eos: [...ids(generation['eos_token_id']), ...ids(model['eos_token_id']), ...ids(modelEnds)],
    template:
      (await readSmallText(join(folder, 'chat_template.jinja'))) ?? chosenTemplate(config['chat_template']),
  });
}

/** A file of the model, read as its own reader does; empty where there is none. */
async function modelFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await readJsonFile(path)).value;
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    if (cause?.code === 'ENOENT') return {};
    throw error;
  }
}

function ids(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter((id) => Number.isSafeInteger(id));
}

/** One template, or a list of named ones of which `default` is for chats. */
function chosenTemplate(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const named = value as { name?: unknown; template?: unknown }[];
  const template = (named.find((t) => t?.name === 'default') ?? named[0])?.template;
  return typeof template === 'string' ? template : null;
}
