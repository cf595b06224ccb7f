/**
 * P-tuning (Liu et al. 2021, arXiv 2103.10385, §3): virtual tokens at any places of the template. An encoder makes their embeddings, which
 * so depend on each other while training,
 *   T = {h₀ … hᵢ, e(x), hᵢ₊₁ … hₘ, e(y)},   h = MLP(BiLSTM(E)), or MLP(E).
 * After training h is computed once and the encoder dropped.
 */
import { type Patch, type Site, reparameterised } from '@adaptbench/core';
import { normalParam } from '../torch-layers.ts';
import { EMBEDDINGS, embeddingSite, virtualTokensPatch } from '../virtual-tokens.ts';
import type { PTuningConfig } from './config.ts';
import { encode, encoderParams } from './encoder.ts';
import { parseLayout, tokenCount } from './layout.ts';
import { pTuningArtifact } from './peft.ts';

export function pTuningPatch(c: PTuningConfig, sites: readonly Site[]): Patch {
  const { d } = embeddingSite('p-tuning', sites);
  const n = tokenCount(parseLayout(c.layout));
  const stored = virtualTokensPatch(normalParam(EMBEDDINGS, [n, d]), pTuningArtifact(c, n, d));
  return reparameterised(stored, encoderParams(c, n, d), (param, dropout) => ({
    [EMBEDDINGS]: encode(c, n, d, param, dropout),
  }));
}
