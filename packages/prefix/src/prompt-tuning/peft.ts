/** PEFT's PROMPT_TUNING: `prompt_embeddings` [n, D]. */
import type { ArtifactFormat } from '@adaptbench/core';
import { z } from 'zod';
import { type Files, ownConfig, peftArtifact, peftFields, readPeftConfig } from '../peft.ts';
import { EMBEDDINGS } from '../virtual-tokens.ts';
import { type PromptTuningConfig, promptTuningConfig } from './config.ts';

export const promptTuningArtifact = (c: PromptTuningConfig, d: number): ArtifactFormat =>
  peftArtifact({
    type: 'PROMPT_TUNING',
    tokens: c.length,
    width: d,
    columns: d,
    // How the embeddings began is not told: a reader would need the tokenizer that PEFT asks for with a text.
    config: { prompt_tuning_init: 'RANDOM', prompt_tuning_init_text: null },
    decisive: [],
    pack: (state) => state.get(EMBEDDINGS)!.data,
    unpack: (data) => new Map([[EMBEDDINGS, { shape: [c.length, d], data }]]),
  });

/** A configuration that reads a PEFT folder. */
export const promptTuningFromPeft = (files: Files): PromptTuningConfig =>
  ownConfig(
    promptTuningConfig,
    {
      length: readPeftConfig(files, 'PROMPT_TUNING', z.looseObject(peftFields)).num_virtual_tokens,
      init: 'normal',
    },
    { length: 'num_virtual_tokens' },
  );
