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

/** One template, or named ones (a list, or an object) of which `default` is for chats, or the only one. */
function chosenTemplate(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const named: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? (value as { name?: unknown; template?: unknown }[]).map((one) => [one?.name, one?.template])
    : Object.entries(value);
  const found = named.find(([name]) => name === 'default') ?? (named.length === 1 ? named[0] : undefined);
  if (found !== undefined) return typeof found[1] === 'string' ? found[1] : null;
  // It is said where a chat is asked for.
  const names = named.map(([name]) => String(name).replaceAll(/[^\w-]/gu, '?'));
  return named.length === 0
    ? null
    : `{{ raise_exception('tokenizer_config.json has several (${names.slice(0, 8).join(', ')}), and none is called default: write the one that is meant into chat_template.jinja') }}`;
}
