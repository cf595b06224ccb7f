/** The artefact of a patch that has no format of its own: its tensors in one file. */
import { LoadError } from '../basics/errors.ts';
import type { ArtifactFormat } from '../contracts/method.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const PLAIN = 'patch.safetensors';

export const plainFormat: ArtifactFormat = {
  write: (state, baseModel) => new Map([[PLAIN, writeSafetensors(state, { base_model: baseModel })]]),
  read(files) {
    const bytes = files.get(PLAIN);
    if (!bytes)
      throw new LoadError(`artefact: no ${PLAIN}: found ${[...files.keys()].join(', ') || 'nothing'}`);
    return readSafetensors(bytes);
  },
};
