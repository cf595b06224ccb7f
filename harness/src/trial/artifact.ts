/**
 * What a training leaves in the trial's folder: its artefact, in the method's own format or as plain tensors. Until the trial is over,
 * the state is there too, from which a cut training goes on.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ConfigError,
  type Item,
  type TrainStateFile,
  type Tuned,
  hasTrainables,
  trainStateFile,
  tunedFrom,
  untuned,
} from '@adaptbench/core';
import { type TrialSpec, filesIn, trialId, writeWhole } from '@adaptbench/results';
import type { Prepared } from './prepare.ts';
import { trainStatePath } from './train-state.ts';

/** What training left of the patch, and its size on disk; nothing where there was nothing to train. */
export async function readTuned(
  base: Prepared,
  dir: string,
): Promise<{ readonly tuned: Tuned; readonly bytes: number }> {
  if (!hasTrainables(base.patch)) return { tuned: untuned(base), bytes: 0 };
  const files = await readArtifact(dir);
  return { tuned: tunedFrom(base, files), bytes: bytesOf(files) };
}

type Files = ReadonlyMap<string, Uint8Array>;

/** The files of an artefact by name. `dir`, here and below: the trial's folder. Throws ConfigError where there is none. */
export async function readArtifact(dir: string): Promise<Files> {
  const folder = path.join(dir, 'artifact');
  if (!existsSync(folder))
    throw new ConfigError(
      `${folder}: what the training left is no longer there, and nothing can be asked of it. Put the folder back, or make the trial anew in another run.`,
    );
  return new Map(
    await Promise.all(filesIn(folder).map(async (n) => [n, await readFile(path.join(folder, n))] as const)),
  );
}

export const bytesOf = (files: Files): number => [...files.values()].reduce((n, file) => n + file.length, 0);

export async function writeArtifact(files: Files, dir: string): Promise<void> {
  const folder = path.join(dir, 'artifact');
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) writeWhole(path.join(folder, name), bytes);
}

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
