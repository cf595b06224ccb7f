/**
 * What a training leaves in the trial's folder: its artefact, in the method's own format or as plain tensors, and until the trial is
 * over the state from which it goes on when it was cut.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type ArtifactFormat,
  type Item,
  LoadError,
  type Patch,
  type Tensors,
  type TrainStateFile,
  hasTrainables,
  readSafetensors,
  storedPatch,
  trainStateFile,
  writeSafetensors,
} from '@adaptbench/core';
import { filesIn, type TrialSpec, trialId } from '@adaptbench/results';
import type { Prepared } from './prepare.ts';
import { trainStatePath } from './train-state.ts';

const PLAIN = 'patch.safetensors';

/** What training left of the stored patch, and its size on disk; nothing where there was nothing to train. */
export async function readArtifact(
  { patch }: Pick<Prepared, 'patch'>,
  dir: string,
): Promise<{ readonly state: Tensors; readonly bytes: number }> {
  if (!hasTrainables(patch)) return { state: new Map(), bytes: 0 };
  const folder = path.join(dir, 'artifact');
  const files = new Map(
    await Promise.all(filesIn(folder).map(async (n) => [n, await readFile(path.join(folder, n))] as const)),
  );
  const bytes = [...files.values()].reduce((n, file) => n + file.length, 0);
  return { state: artifactOf(storedPatch(patch)).read(files), bytes };
}

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

/** A trial with other weights, data, settings or another order of its items does not go on from it. */
export const trainStateOf = (
  {
    model,
    dataHash,
    otherHashes,
    training,
    splits,
  }: Pick<Prepared, 'model' | 'dataHash' | 'otherHashes' | 'training' | 'splits'>,
  spec: TrialSpec,
  dir: string,
): TrainStateFile =>
  trainStateFile(
    trainStatePath(dir),
    [
      trialId(spec),
      model.sha256,
      dataHash,
      orderOf(training, splits.validation),
      ...Object.values(otherHashes),
    ].join(' '),
  );

/** Which items a training sees, and in which order: the same data may be arranged anew by another version. */
const orderOf = (...parts: readonly (readonly Item[])[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts.map((items) => items.map(({ id }) => id))))
    .digest('hex');
