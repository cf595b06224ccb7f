/** The adapter's fields, and where the bottlenecks stand. */
import type { Site, SublayerSite } from '@adaptbench/core';
import { z } from 'zod';

export const adapterConfig = z.strictObject({
  placement: z
    .enum(['houlsby', 'pfeiffer', 'parallel'])
    .default('houlsby')
    .describe(
      'houlsby: after attention and after the MLP; pfeiffer: after the MLP; parallel: beside the MLP',
    ),
  bottleneck: z
    .int()
    .min(1)
    .max(65_536)
    .nullable()
    .default(null)
    .describe('m, width of the bottleneck; null: d / reductionFactor, rounded down'),
  reductionFactor: z.number().positive().max(65_536).default(16).describe('d / m, where bottleneck is null'),
  nonLinearity: z.enum(['relu', 'gelu', 'swish', 'tanh']).default('relu').describe('φ'),
  scaling: z.number().positive().default(1).describe('s, factor on what is added'),
  init: z
    .enum(['zero', 'houlsby', 'bert'])
    .default('zero')
    .describe(
      'of the weights; zero: the up-projection is 0, exactly the identity; houlsby: N(0, 0.01²) cut at 2σ; bert: N(0, 0.02²)',
    ),
  dropout: z
    .number()
    .min(0)
    .max(0.99)
    .default(0)
    .describe('share of what is added that is dropped in training'),
  layerNorms: z.boolean().default(false).describe("train the model's normalisations too"),
});
export type AdapterConfig = z.infer<typeof adapterConfig>;

/** m for a model of width d. */
export const bottleneckSize = (c: AdapterConfig, d: number): number =>
  c.bottleneck ?? Math.max(1, Math.floor(d / c.reductionFactor));

/** The sublayers that get an adapter. */
export const adapted = (c: AdapterConfig, sites: readonly Site[]): SublayerSite[] =>
  sites.filter(
    (s): s is SublayerSite => s.kind === 'sublayer' && (c.placement === 'houlsby' || s.role === 'mlp'),
  );

/** The part of a tensor's name that is the adapter's own name. */
export const ADAPTER = 'default';
const group = { attention: 'attention_adapters', mlp: 'output_adapters' } as const;

/** As the adapters library names them: `<layer>.output_adapters.adapters.<adapter>.adapter_down.0.weight`. */
export const tensorName = (
  s: SublayerSite,
  part: 'adapter_down.0' | 'adapter_up',
  kind: 'weight' | 'bias',
): string => {
  const layer = s.module.slice(0, s.module.lastIndexOf('.'));
  return `${layer}.${group[s.role]}.adapters.${ADAPTER}.${part}.${kind}`;
};
