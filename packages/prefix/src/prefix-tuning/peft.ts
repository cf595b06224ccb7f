/**
 * PEFT's PREFIX_TUNING: `prompt_embeddings` [n, 2·L·H·K], columns by layer, keys before values, by head; under grouped-query attention
 * token_dim is H·K and num_attention_heads H, of the key/value heads.
 */
import type { ArtifactFormat, KeyValueSite, Tensors } from '@adaptbench/core';
import { z } from 'zod';
import { type Files, ownConfig, peftArtifact, peftFields, readPeftConfig } from '../peft.ts';
import { type PrefixConfig, prefixConfig } from './config.ts';

/** Keys or values of a layer. */
export interface Part {
  readonly site: KeyValueSite;
  readonly kind: 'k' | 'v';
}
export const partName = ({ site, kind }: Part): string => `${site.layer}.${kind}`;
/** In the order of PEFT's columns. */
export const parts = (sites: readonly KeyValueSite[]): Part[] =>
  sites.flatMap((site) => [
    { site, kind: 'k' as const },
    { site, kind: 'v' as const },
  ]);

export function prefixArtifact(c: PrefixConfig, sites: readonly KeyValueSite[]): ArtifactFormat {
  const { heads: H, dHead: K } = sites[0]!;
  const n = c.length;
  const columns = 2 * sites.length * H * K;
  /** Where the number at [h, 0, t, 0] of a part lies in PEFT's tensor. */
  const at = (part: number, h: number, t: number): number => t * columns + (part * H + h) * K;
  return peftArtifact({
    type: 'PREFIX_TUNING',
    tokens: n,
    width: H * K,
    columns,
    config: {
      encoder_hidden_size: c.projection ? c.hidden : H * K,
      init_weights: c.init === 'zero' ? 'zero' : null,
      num_attention_heads: H,
      num_layers: sites.length,
      prefix_projection: c.projection,
    },
    decisive: ['num_attention_heads', 'num_layers'],
    pack(state) {
      const out = new Float32Array(n * columns);
      parts(sites).forEach((p, i) => {
        const { data } = state.get(partName(p))!;
        for (let h = 0; h < H; h++)
          for (let t = 0; t < n; t++)
            out.set(data.subarray((h * n + t) * K, (h * n + t + 1) * K), at(i, h, t));
      });
      return out;
    },
    unpack: (data) => splitPrefix(data, n, sites),
  });
}

/** PEFT's tensor [n, 2·L·H·K] as keys and values [H, 1, n, K] a layer. */
export function splitPrefix(data: Float32Array, n: number, sites: readonly KeyValueSite[]): Tensors {
  const { heads: H, dHead: K } = sites[0]!;
  const columns = 2 * sites.length * H * K;
  return new Map(
    parts(sites).map((p, i) => {
      const part = new Float32Array(H * n * K);
      for (let h = 0; h < H; h++)
        for (let t = 0; t < n; t++) {
          const from = t * columns + (i * H + h) * K;
          part.set(data.subarray(from, from + K), (h * n + t) * K);
        }
      return [partName(p), { shape: [H, 1, n, K], data: part }];
    }),
  );
}

const schema = z.looseObject({
  ...peftFields,
  prefix_projection: z.boolean().default(false),
  encoder_hidden_size: z.int().min(1).nullish(),
  init_weights: z.literal('zero').nullish(),
});

/** The configuration with which a PEFT folder was written. */
export function prefixFromPeft(files: Files): PrefixConfig {
  const p = readPeftConfig(files, 'PREFIX_TUNING', schema);
  return ownConfig(
    prefixConfig,
    {
      length: p.num_virtual_tokens,
      projection: p.prefix_projection,
      ...(p.prefix_projection ? { hidden: p.encoder_hidden_size ?? p.token_dim } : {}),
      init: p.init_weights ?? 'normal',
    },
    { length: 'num_virtual_tokens', hidden: 'encoder_hidden_size', init: 'init_weights' },
  );
}
