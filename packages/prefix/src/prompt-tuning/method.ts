/**
 * Prompt tuning (Lester et al. 2021, arXiv 2104.08691, §2): n trained input embeddings P [n, D] in front of the text,
 *   Pr(Y | [P; X]),   P the only parameters.
 * Beginnings of §3.2 (drawn from the vocabulary, class labels) and PEFT's (N(0, 1), a text; peft/tuners/prompt_tuning/model.py). The
 * paper draws from the 5,000 commonest tokens, PEFT and this from all of them.
 */
import {
  ConfigError,
  type InitialSource,
  type Patch,
  type Site,
  type Tensors,
  encodeText,
} from '@adaptbench/core';
import { normalParam, uniformParam } from '../torch-layers.ts';
import { EMBEDDINGS, embeddingSite, virtualTokensPatch } from '../virtual-tokens.ts';
import { type PromptTuningConfig, checkPromptTuning } from './config.ts';
import { promptTuningArtifact } from './peft.ts';

export function promptTuningPatch(c: PromptTuningConfig, sites: readonly Site[]): Patch {
  checkPromptTuning(c);
  const site = embeddingSite('prompt-tuning', sites);
  const shape = [c.length, site.d];
  const param = c.init === 'uniform' ? uniformParam(EMBEDDINGS, shape, 0.5) : normalParam(EMBEDDINGS, shape);
  const patch = virtualTokensPatch(param, promptTuningArtifact(c, site.d));
  if (c.init === 'normal' || c.init === 'uniform') return patch;
  return {
    ...patch,
    initialise: async (source) => new Map([[EMBEDDINGS, await embeddingsOf(c, source)]]),
  };
}

type Value = Tensors extends ReadonlyMap<string, infer V> ? V : never;

/** One row a virtual token: the mean embedding of the tokens that stand for it. */
async function embeddingsOf(c: PromptTuningConfig, source: InitialSource): Promise<Value> {
  const groups = beginnings(c, source);
  const { shape, data } = await source.embeddings(groups.flat());
  const D = shape[1]!;
  const out = new Float32Array(c.length * D);
  let row = 0;
  groups.forEach((ids, j) => {
    for (const _ of ids) {
      for (let d = 0; d < D; d++) out[j * D + d]! += data[row * D + d]! / ids.length;
      row++;
    }
  });
  return { shape: [c.length, D], data: out };
}

/** The tokens that each virtual token begins as. */
function beginnings(c: PromptTuningConfig, source: InitialSource): number[][] {
  const { tokenizer, labelWords } = source;
  const draw = source.random('vocabulary');
  const drawn = Array.from({ length: c.length }, () => [draw.below(tokenizer.vocabularySize)]);
  if (c.init === 'text') {
    const ids = encodeText(tokenizer, c.text ?? '');
    return drawn.map((_, j) => [ids[j % ids.length]!]);
  }
  if (c.init !== 'labels') return drawn;
  if (labelWords.length === 0)
    throw new ConfigError('prompt-tuning.init is labels: the task has none. Use vocabulary or text.');
  return drawn.map((ids, j) => (labelWords[j] === undefined ? ids : tokenizer.encode(labelWords[j])));
}
