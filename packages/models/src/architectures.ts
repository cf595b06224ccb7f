/** The architectures that can be loaded: an import and a name each. */
import { type Architecture, LoadError } from '@adaptbench/core';
import { excerpt } from './config/excerpt.ts';
import type { Family, GgufForm } from './family.ts';
import { gpt2 } from './gpt2/index.ts';
import { llama } from './llama/index.ts';

export const families: readonly Family[] = [gpt2, llama];

const byModelType: ReadonlyMap<string, Family> = new Map(
  families.flatMap((family) => family.modelTypes.map((type) => [type, family])),
);
export const modelTypes: readonly string[] = [...byModelType.keys()];
/** By `general.architecture`. */
export const ggufForms: ReadonlyMap<string, GgufForm> = new Map(
  families.flatMap(({ gguf }) => gguf.architectures.map((name) => [name, gguf])),
);
export const embeddingNames: readonly string[] = families.map((family) => family.embeddings);

/** The architecture that config.json names; throws LoadError for one that is not known. */
export function architectureOf(config: Readonly<Record<string, unknown>>): Architecture {
  const type = config['model_type'];
  const family = typeof type === 'string' ? byModelType.get(type) : undefined;
  if (!family)
    throw new LoadError(
      `config.json: model_type is ${type === undefined ? 'missing' : excerpt(type)}: expected one of ${modelTypes.join(', ')}. Models of other families cannot be loaded.`,
    );
  return family.architecture(config);
}
