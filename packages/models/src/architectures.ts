/** Which code reads which `model_type`: one line an architecture. */
import { type Architecture, LoadError } from '@adaptbench/core';
import { gpt2 } from './gpt2/index.ts';
import { excerpt } from './config/excerpt.ts';
import { llama } from './llama/index.ts';

const architectures: ReadonlyMap<string, (config: Readonly<Record<string, unknown>>) => Architecture> =
  new Map([
    ['gpt2', gpt2],
    ['llama', llama],
    ['mistral', llama],
    ['ministral', llama],
    ['qwen2', llama],
    ['qwen3', llama],
  ]);
export const modelTypes: readonly string[] = [...architectures.keys()];

/** The architecture that config.json names; throws LoadError for one that is not known. */
export function architectureOf(config: Readonly<Record<string, unknown>>): Architecture {
  const type = config['model_type'];
  const make = typeof type === 'string' ? architectures.get(type) : undefined;
  if (!make)
    throw new LoadError(
      `config.json: model_type is ${type === undefined ? 'missing' : excerpt(type)}: expected one of ${modelTypes.join(', ')}. Models of other families cannot be loaded.`,
    );
  return make(config);
}
