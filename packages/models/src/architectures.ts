/** Which code reads which `model_type`: one line an architecture. */
import { type Architecture, LoadError } from '@adaptbench/core';
import { gpt2 } from './gpt2/index.ts';
import { llama } from './llama/index.ts';

const architectures: Readonly<Record<string, (config: unknown) => Architecture>> = {
  gpt2,
  llama,
  mistral: llama,
  qwen2: llama,
  qwen3: llama,
};
export const modelTypes: readonly string[] = Object.keys(architectures);

/** The architecture that config.json names; throws LoadError for one that is not known. */
export function architectureOf(config: Readonly<Record<string, unknown>>): Architecture {
  const type = config['model_type'];
  // Not `architectures[type]` alone: a hostile file may name what every object has.
  const make =
    typeof type === 'string' && Object.hasOwn(architectures, type) ? architectures[type] : undefined;
  if (!make)
    throw new LoadError(
      `config.json: model_type is ${JSON.stringify(type)}: expected one of ${modelTypes.join(', ')}. Models of other families cannot be loaded.`,
    );
  return make(config);
}
