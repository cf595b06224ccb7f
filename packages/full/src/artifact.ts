/** What is kept of a training: a whole Hugging Face folder, or only the tensors that were trained. */
import {
  type ArtifactFormat,
  LoadError,
  type LoadedModel,
  type Tensors,
  fitTensors,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { floats } from '@adaptbench/graph';
import type { Selection } from './config.ts';

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const PART = 'trained.safetensors';

/**
 * config.json and model.safetensors with every tensor under the checkpoint's name, float32: what `from_pretrained` and loadModel read.
 * Tied embeddings are written once, as transformers does.
 */
export const huggingFaceFolder =
  (unfreezes: Selection) =>
  (model: LoadedModel): ArtifactFormat => ({
    write(state) {
      const all: Tensors = new Map(
        model.architecture.weights.map(({ name, shape }) => [
          name,
          state.get(name) ?? { shape, data: floats(model.frozen(name)) },
        ]),
      );
      // `torch_dtype` is what transformers 4 reads, `dtype` what 5 does.
      const config = { ...model.config, dtype: 'float32', torch_dtype: 'float32' };
      return new Map([
        [CONFIG, new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)],
        [WEIGHTS, writeSafetensors(all, { format: 'pt' })],
      ]);
    },
    read(files) {
      const found = readSafetensors(file(files, WEIGHTS), WEIGHTS);
      const { weights } = model.architecture;
      fitTensors(WEIGHTS, found, shapes(weights), `Is it a checkpoint like ${model.reference}?`);
      const trained = new Set(weights.filter((w) => unfreezes(w)).map((w) => w.name));
      return new Map([...found].filter(([name]) => trained.has(name)));
    },
  });

/** trained.safetensors: the trained tensors under the checkpoint's names, float32. */
export const trainedTensors =
  (unfreezes: Selection) =>
  (model: LoadedModel): ArtifactFormat => ({
    write: (state, baseModel) => new Map([[PART, writeSafetensors(state, { base_model: baseModel })]]),
    read: (files) =>
      fitTensors(
        PART,
        readSafetensors(file(files, PART), PART),
        shapes(model.architecture.weights.filter((w) => unfreezes(w))),
        `Was it trained on a model like ${model.reference}, with the same part?`,
      ),
  });

const shapes = (weights: LoadedModel['architecture']['weights']): Map<string, readonly number[]> =>
  new Map(weights.map((w) => [w.name, w.shape]));

function file(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) return bytes;
  throw new LoadError(`artefact: no ${name}: found ${[...files.keys()].join(', ') || 'nothing'}.`);
}
