/** From a model reference to a model that can be put into graphs. */
import { type LoadedModel } from '@adaptbench/core';
import { architectureOf } from './architectures.ts';
import {
  type OpenOptions,
  checkFinite,
  float32Weights,
  openCheckpoint,
  settleTies,
} from './checkpoint/index.ts';
import { unusedNotes, weightsOf } from './weight-faults.ts';
import { withinVocabulary } from './within-vocabulary.ts';

/**
 * Opens a hub id, a Hugging Face folder or a GGUF file; weights that are not float32 are converted once into the cache. Throws
 * LoadError with every tensor that is missing or misshapen, or holds what is no number.
 */
export async function loadModel(reference: string, options: OpenOptions = {}): Promise<LoadedModel> {
  const opened = await openCheckpoint(reference, options);
  const asWritten = architectureOf(opened.config);
  const checkpoint = await settleTies(opened, asWritten.weights, options.cacheDir);
  const architecture = checkpoint.config === opened.config ? asWritten : architectureOf(checkpoint.config);
  const { weights, shape, notes = [] } = architecture;
  const stored = weightsOf(checkpoint, weights);
  const tokenizer = withinVocabulary(checkpoint.tokenizer, shape.vocabulary, reference);
  const mapped = await float32Weights(stored, checkpoint.sha256, options.cacheDir);
  await checkFinite(reference, [...mapped.values()], checkpoint.sha256, options.cacheDir);
  return {
    reference,
    sha256: checkpoint.sha256,
    ...(checkpoint.commit === undefined ? {} : { commit: checkpoint.commit }),
    architecture,
    config: checkpoint.config,
    tokenizer,
    notes: [...checkpoint.notes, ...notes, ...unusedNotes(checkpoint, weights)],
    frozen(name) {
      const t = mapped.get(name);
      if (!t) throw new Error(`internal: no weight "${name}" was mapped`);
      return t;
    },
  };
}
