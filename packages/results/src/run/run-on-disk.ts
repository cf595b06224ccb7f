/** A run as it lies on the disk, for commands that look at several: the folder, its manifest and its records. */
import { LoadError } from '@adaptbench/core';
import type { TrialRecord } from '../record/record.ts';
import { filesOf } from './files.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { readTrials } from './trials-log.ts';

export interface RunOnDisk {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly records: readonly TrialRecord[];
}

/** Throws LoadError where there is none, or one that was not run here. */
export function readRun(dir: string): RunOnDisk {
  const files = filesOf(dir);
  const manifest = readManifest(files.manifest);
  if (manifest === null) throw new LoadError(`${dir}: holds no run (no manifest.json)`);
  if (manifest.imported !== undefined)
    throw new LoadError(
      `${dir}: holds results of ${manifest.imported.format}, which were not run by adaptbench`,
    );
  return { dir, manifest, records: readTrials(files.trials) };
}
