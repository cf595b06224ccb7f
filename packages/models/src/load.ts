/** From a model reference to a model that can be put into graphs. */
import { type LoadedModel, LoadError, type Tokenizer, type WeightSpec } from '@adaptbench/core';
import { architectureOf } from './architectures.ts';
import { type Checkpoint, type OpenOptions, float32Weights, openCheckpoint } from './checkpoint/index.ts';

/**
 * Opens a hub id, a Hugging Face folder or a GGUF file; weights that are not float32 are converted once into the cache. Throws
 * LoadError with every tensor that is missing or misshapen.
 */
export async function loadModel(reference: string, options: OpenOptions = {}): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(reference, options);
  const architecture = architectureOf(checkpoint.config);
  checkWeights(checkpoint, architecture.weights);
  const mapped = await float32Weights(
    checkpoint,
    architecture.weights.map((w) => w.name),
    options.cacheDir,
  );
  return {
    reference,
    sha256: checkpoint.sha256,
    ...(checkpoint.commit === undefined ? {} : { commit: checkpoint.commit }),
    architecture,
    config: checkpoint.config,
    tokenizer: checkpoint.tokenizer satisfies Tokenizer,
    frozen(name) {
      const t = mapped.get(name);
      if (!t) throw new Error(`internal: no weight "${name}" was mapped`);
      return t;
    },
  };
}

function checkWeights({ reference, tensors }: Checkpoint, expected: readonly WeightSpec[]): void {
  const faults = expected
    .flatMap(({ name, shape }) => {
      const t = tensors.get(name);
      if (!t) return [`${name} is missing`];
      return String(t.shape) === String(shape) ? [] : [`${name} is [${t.shape}], expected [${shape}]`];
    })
    .toSorted();
  if (faults.length > 0)
    throw new LoadError(
      `${reference}: ${faults.length} tensor${faults.length > 1 ? 's do' : ' does'} not fit config.json: ${faults.slice(0, 8).join('; ')}${faults.length > 8 ? '; …' : ''}. The checkpoint is incomplete or config.json is another model's.`,
    );
}
