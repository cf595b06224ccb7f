/** Checkpoints as `loadModel` opens them: weights, index, GGUF, configuration, tokenizer and chat template, each mutated by itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadedModel } from '@adaptbench/core';
import { loadModel } from '@adaptbench/models';
import { fixtures } from '@adaptbench/testing';
import type { Matter } from '../mutate.ts';
import type { Files, OpenParser, Parser, Seed } from '../parser.ts';
import { folderFiles, fromSeeds, lay } from '../seeds.ts';
import { reading } from '../verdict.ts';

const MODEL = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
];
const fixture = (name: string, mutable: Readonly<Record<string, Matter>>, more: Files = new Map()): Seed => ({
  files: new Map([...folderFiles(path.join(fixtures, name), MODEL), ...more]),
  mutable,
});
const families = ['tiny-llama', 'tiny-gpt2', 'tiny-qwen2', 'tiny-qwen3'];

/** Opens the folder, or a GGUF file in it, and looks at every weight and at a few tokens. */
const opened = async (scratch: string, files: Files): Promise<LoadedModel> =>
  loadModel(files.has('m.gguf') ? path.join(lay(scratch, files), 'm.gguf') : lay(scratch, files), {
    cacheDir: path.join(path.dirname(scratch), 'cache'),
    offline: true,
  });

function use(model: LoadedModel): string | null {
  for (const { name } of model.architecture.weights) model.frozen(name);
  return null;
}

const gguf = (): Uint8Array =>
  Uint8Array.from(readFileSync(path.join(import.meta.dirname, '../../__fixtures__/tiny.gguf')));

const parser = (name: string, weight: number, seeds: () => readonly Seed[], look = use): Parser => ({
  name,
  through: 'loadModel',
  weight,
  open: (scratch): Promise<OpenParser> => {
    const all = seeds();
    const folder = path.join(scratch, 'model');
    return Promise.resolve({
      input: (r) => fromSeeds(r, all),
      // Tokenising may find what loading did not: both are reading.
      read: ({ files }) =>
        reading(
          async () => look(await opened(folder, files)),
          (wrong) => wrong,
        ),
    });
  },
});

const sharded = (): Seed => {
  const folder = path.join(fixtures, 'tiny-llama-bf16-sharded');
  const tokenizer = folderFiles(path.join(fixtures, 'tiny-llama'), [
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  return {
    files: new Map([...folderFiles(folder), ...tokenizer]),
    mutable: { 'model.safetensors.index.json': 'json', 'model-00002-of-00002.safetensors': 'bytes' },
  };
};

export const modelParsers: readonly Parser[] = [
  parser('model.safetensors', 8, () =>
    families.map((name) => fixture(name, { 'model.safetensors': 'bytes' })),
  ),
  parser('sharded index and shards', 8, () => [sharded()]),
  parser('GGUF', 8, () => [{ files: new Map([['m.gguf', gguf()]]), mutable: { 'm.gguf': 'bytes' } }]),
  parser('config.json', 8, () => families.map((name) => fixture(name, { 'config.json': 'json' }))),
  {
    ...parser(
      'tokenizer and chat template',
      8,
      () => [
        ...families.map((name) =>
          fixture(name, { 'tokenizer.json': 'json', 'tokenizer_config.json': 'json' }),
        ),
        fixture('tiny-llama', { 'chat_template.jinja': 'text' }),
      ],
      (model) => {
        const { tokenizer } = model;
        const ids = tokenizer.encode('The film, 真好 naïve 👍\n  is "good".');
        if (ids.some((id) => !Number.isInteger(id) || id < 0)) return `ids ${ids.join()}`;
        tokenizer.decode(ids);
        return use(model);
      },
    ),
    through: 'loadModel, encode, decode',
  },
];
