/**
 * Does a configuration train anything? Asked of the method itself, on the sites of a made-up model that has every kind of site and
 * more layers than any real one, so that prompting methods are not multiplied by training settings that do nothing to them.
 */
import { ConfigError, type LinearRole, type Site, hasTrainables, type AnyMethod } from '@adaptbench/core';

/** True as well where the method does not like the made-up model: then the trial's own process finds out. */
export function trains(method: AnyMethod, config: unknown): boolean {
  try {
    return hasTrainables(method.apply(config, everySite).patch);
  } catch (error) {
    if (error instanceof ConfigError) return true;
    throw error;
  }
}

const D = 4096;
const roles: readonly LinearRole[] = ['q', 'k', 'v', 'qkv', 'o', 'gate', 'up', 'down'];

const everySite: readonly Site[] = [
  { kind: 'embeddings', d: D, vocabulary: 32_000 },
  ...Array.from({ length: 200 }, (_, layer): Site[] => [
    ...roles.map((role): Site => {
      const module = `layers.${layer}.${role}`;
      return { kind: 'linear', layer, role, dIn: D, dOut: D, module, layout: 'oi' };
    }),
    { kind: 'sublayer', layer, role: 'attention', d: D, module: `layers.${layer}.attention` },
    { kind: 'sublayer', layer, role: 'mlp', d: D, module: `layers.${layer}.mlp` },
    { kind: 'keyValue', layer, heads: 32, dHead: D / 32 },
  ]).flat(),
];
