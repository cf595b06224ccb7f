/** What a trained patch leaves on disk: the method's own format, or its tensors as they are. */
import {
  type ArtifactFormat,
  LoadError,
  type Patch,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';

const PLAIN = 'patch.safetensors';

export const artifactOf = (patch: Patch): ArtifactFormat => patch.artifact ?? plainFormat;

const plainFormat: ArtifactFormat = {
  write: (state, baseModel) => new Map([[PLAIN, writeSafetensors(state, { base_model: baseModel })]]),
  read(files) {
    const bytes = files.get(PLAIN);
    if (!bytes)
      throw new LoadError(`artefact: no ${PLAIN}: found ${[...files.keys()].join(', ') || 'nothing'}`);
    return readSafetensors(bytes);
  },
};
