/**
 * What a training leaves in the trial's folder: its artefact, in the method's own format or as plain tensors, and until the trial is
 * over the state from which it goes on when it was cut.
 */
import path from 'node:path';
import {
  type ArtifactFormat,
  LoadError,
  type Patch,
  type TrainStateFile,
  readSafetensors,
  trainStateFile,
  writeSafetensors,
} from '@adaptbench/core';
import type { Prepared } from './prepare.ts';
import { type TrialSpec, trialId } from './spec.ts';

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

/** A trial with other weights, data or settings does not go on from it. */
export const trainStateOf = (
  { model, dataHash }: Pick<Prepared, 'model' | 'dataHash'>,
  spec: TrialSpec,
  dir: string,
): TrainStateFile =>
  trainStateFile(path.join(dir, 'train-state.safetensors'), `${trialId(spec)} ${model.sha256} ${dataHash}`);
