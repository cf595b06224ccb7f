/** PEFT's P_TUNING: `prompt_embeddings` [n, D]. PEFT knows tokens in front only, so other layouts have no such folder. */
import type { ArtifactFormat } from '@adaptbench/core';
import { z } from 'zod';
import { type Files, ownConfig, peftArtifact, peftFields, readPeftConfig } from '../peft.ts';
import { EMBEDDINGS } from '../virtual-tokens.ts';
import { type PTuningConfig, pTuningConfig } from './config.ts';
import { parseLayout } from './layout.ts';

/** null where tokens stand elsewhere than in front. */
export function pTuningArtifact(c: PTuningConfig, n: number, d: number): ArtifactFormat | null {
  if (parseLayout(c.layout).some((p) => p.place !== 'start')) return null;
  return peftArtifact({
    type: 'P_TUNING',
    tokens: n,
    width: d,
    columns: d,
    config: {
      encoder_dropout: c.dropout,
      encoder_hidden_size: c.hidden,
      encoder_num_layers: c.layers,
      encoder_reparameterization_type: c.encoder.toUpperCase(),
    },
    decisive: [],
    pack: (state) => state.get(EMBEDDINGS)!.data,
    unpack: (data) => new Map([[EMBEDDINGS, { shape: [n, d], data }]]),
  });
}

const schema = z.looseObject({
  ...peftFields,
  encoder_reparameterization_type: z.enum(['MLP', 'LSTM']).default('MLP'),
  encoder_hidden_size: z.int().min(1).nullish(),
  encoder_num_layers: z.int().min(1).default(2),
  encoder_dropout: z.number().default(0),
});

/** The configuration with which a PEFT folder was written. */
export function pTuningFromPeft(files: Files): PTuningConfig {
  const p = readPeftConfig(files, 'P_TUNING', schema);
  const lstm = p.encoder_reparameterization_type === 'LSTM';
  return ownConfig(
    pTuningConfig,
    {
      layout: `${p.num_virtual_tokens}@start`,
      encoder: lstm ? 'lstm' : 'mlp',
      hidden: p.encoder_hidden_size ?? p.token_dim,
      // The MLP has three layers and no dropout, whatever the settings say.
      ...(lstm ? { layers: p.encoder_num_layers, dropout: p.encoder_dropout } : {}),
    },
    {
      layout: 'num_virtual_tokens',
      hidden: 'encoder_hidden_size',
      layers: 'encoder_num_layers',
      dropout: 'encoder_dropout',
    },
  );
}
