/** The tokenizer of a Hugging Face folder: tokenizer.json with the small files beside it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { makeTokenizer, tokenText } from './tokenizer.ts';

/**
 * @param modelEnds `eos_token_id` of the model it is used for, where that lies elsewhere
 * @throws LoadError where tokenizer.json is missing or any of the files is garbled
 */
export async function tokenizerFromFolder(folder: string, modelEnds?: unknown): Promise<Tokenizer> {
  const json = await readObject(folder, 'tokenizer.json');
  if (json === null)
    throw new LoadError(
      `${folder}: tokenizer.json is missing. Save it with transformers' AutoTokenizer.from_pretrained(…).save_pretrained(folder), or pass --tokenizer FOLDER.`,
    );
  const config = (await readObject(folder, 'tokenizer_config.json')) ?? {};
  const model = (await readObject(folder, 'config.json')) ?? {};
  const generation = (await readObject(folder, 'generation_config.json')) ?? {};
  return makeTokenizer({
    source: join(folder, 'tokenizer.json'),
    json,
    config,
    eos: [
      ...ids(generation['eos_token_id']),
      ...ids(model['eos_token_id']),
      ...ids(modelEnds),
      ...[tokenText(config['eos_token'])].filter((t) => t !== undefined),
    ],
    template: (await readText(folder, 'chat_template.jinja')) ?? chosenTemplate(config['chat_template']),
  });
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

async function readText(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readObject(folder: string, name: string): Promise<Record<string, unknown> | null> {
  const text = await readText(folder, name);
  if (text === null) return null;
  const path = join(folder, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LoadError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LoadError(`${path}: expected a JSON object.`);
  return value as Record<string, unknown>;
}
