/** A run as it lies on the disk: the folder, its manifest and its records. All that reads a finished run opens it here. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LoadError, shownNames } from '@adaptbench/core';
import type { TrialRecord } from '../record/record.ts';
import { filesOf } from './files.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { readTrials } from './trials-log.ts';

export interface RunOnDisk {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly records: readonly TrialRecord[];
}

/** Throws LoadError where there is none. */
export function openRun(folder: string): RunOnDisk {
  const files = filesOf(folder);
  const manifest = readManifest(files.manifest);
  if (manifest === null) throw new LoadError(`${folder}: ${whyNone(folder)}`);
  return { folder, manifest, records: readTrials(files.trials) };
}

/** What is there in place of a run, and what to name. */
function whyNone(folder: string): string {
  if (!existsSync(folder))
    return 'no such folder. Name the folder of a run, as pnpm bench makes it under runs/.';
  const below = readdirSync(folder).filter((name) => existsSync(filesOf(path.join(folder, name)).manifest));
  return below.length === 0
    ? 'holds no run (no manifest.json). Name the folder of a run, as pnpm bench makes it under runs/.'
    : `holds no run itself (no manifest.json). Name one of those in it: ${shownNames(below)}.`;
}

/** For commands that run its trials again; throws LoadError where the results come from another program. */
export function openOwnRun(folder: string): RunOnDisk {
  const run = openRun(folder);
  const { imported } = run.manifest;
  if (imported !== undefined)
    throw new LoadError(`${folder}: holds results of ${imported.format}, which were not run by adaptbench`);
  return run;
}
