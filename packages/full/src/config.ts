/** What of a checkpoint is trained: tensors chosen by shape and by the end of their names. */
import { type WeightSpec, normWeights } from '@adaptbench/core';
import { z } from 'zod';

export const fullConfig = z.strictObject({
  embeddings: z
    .boolean()
    .default(true)
    .describe('train token and position embeddings too; where they are tied, they are the head as well'),
});
export type FullConfig = z.infer<typeof fullConfig>;

export const partialConfig = z.strictObject({
  part: z
    .enum(['bitfit', 'layer-norms', 'head'])
    .default('bitfit')
    .describe(
      'bitfit: every bias; layer-norms: every normalisation; head: the last norm, and the output matrix unless it is the embeddings too',
    ),
});
export type PartialConfig = z.infer<typeof partialConfig>;

/** Chooses checkpoint tensors. */
export type Selection = (weight: WeightSpec) => boolean;

const isVector = (w: WeightSpec): boolean => w.shape.length === 1;
const isBias: Selection = (w) => w.name.endsWith('.bias');
/** `model.layers.3.…`, `transformer.h.3.…`. */
const inLayer: Selection = (w) => /\.\d+\./.test(w.name);
/** The head that is a tensor of its own; Hugging Face's name in every causal language model. */
const isHead: Selection = (w) => w.name === 'lm_head.weight';
const isEmbedding: Selection = (w) => !isVector(w) && !inLayer(w) && !isHead(w);

export const fullSelection =
  (c: FullConfig): Selection =>
  (w) =>
    c.embeddings || !isEmbedding(w);

/** `weights`: all tensors of the checkpoint, as a bias does not say by itself whether it is a norm's. */
export function partialSelection(c: PartialConfig, weights: readonly WeightSpec[]): Selection {
  const names = normWeights(weights);
  const isNorm: Selection = (w) => names.has(w.name);
  const parts: Record<PartialConfig['part'], Selection> = {
    bitfit: isBias,
    'layer-norms': isNorm,
    head: (w) => isHead(w) || (isNorm(w) && !inLayer(w)),
  };
  return parts[c.part];
}
