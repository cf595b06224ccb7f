/** Runs of the night on the disk: the baseline that was accepted last, and the newest run that came to its end. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@adaptbench/results';

/** Where runs are, relative to the repository. */
export const RUNS = 'runs/nightly';
/** Where the accepted one is. */
export const ACCEPTED = 'results/nightly';
/** The first that is there is the baseline: the accepted run, or the reference run of the default sweep that everybody has. */
const BASELINES = [ACCEPTED, 'results/embedded'];

/** A folder relative to `root`; null where nothing was ever accepted. */
export const baselineIn = (root: string): string | null =>
  BASELINES.find((folder) => existsSync(path.join(root, folder, 'trials.jsonl'))) ?? null;

/** The newest run that came to its end, relative to `root`; null of none. */
export function newestRun(root: string): string | null {
  const all = path.join(root, RUNS);
  if (!existsSync(all)) return null;
  const ended = readdirSync(all)
    .toSorted()
    .filter((name) => {
      const last = readManifest(path.join(all, name, 'manifest.json'))?.sessions.at(-1);
      return last !== undefined && last.endedAt !== null;
    });
  const newest = ended.at(-1);
  return newest === undefined ? null : path.join(RUNS, newest);
}

/** Copies a run to where the baseline lies, without artefacts and texts of single items, in place of the one that is there. */
export function accept(root: string, run: string): void {
  const to = path.join(root, ACCEPTED);
  const draft = `${to}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  for (const entry of readdirSync(path.join(root, run), { withFileTypes: true }))
    if (entry.isFile() && entry.name !== 'lock')
      cpSync(path.join(root, run, entry.name), path.join(draft, entry.name));
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
}
