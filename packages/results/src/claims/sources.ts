/** Which runs feed the claims: folders of results by name, some of them several runs that belong together. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openRun } from '../run/run-on-disk.ts';
import { rowsOfRuns } from '../tables/rows-of-run.ts';
import type { ConfigurationRow } from '../tables/rows.ts';
import type { LatencyResults } from './latency.ts';

/** Names of folders under `results`; what a pattern finds is read as one run. */
export const patterns = {
  sst2: /^smollm2-sst2(-all|-prefix.*|-direct.*)?$/,
  waimai: /^smollm2-waimai$/,
  multiarith: /^smollm2-multiarith(-few-shot|-zero-shot)?$/,
  gsm8k: /^smollm2-gsm8k$/,
  items: /^smollm2-sst2-items.*$/,
} as const;
export type Source = keyof typeof patterns;

interface Run {
  /** Folders that were read; none where the run is not there. */
  readonly folders: readonly string[];
  readonly rows: readonly ConfigurationRow[];
}
export interface Data extends Readonly<Record<Source, Run>> {
  /** null where `scripts/latency` has not run. */
  readonly latency: LatencyResults | null;
}

/** `results`: the folder that holds the runs. */
export function readData(results: string): Data {
  const names = readdirSync(results).toSorted();
  const read = (pattern: RegExp): Run => {
    const folders = names.filter(
      (name) => pattern.test(name) && existsSync(path.join(results, name, 'manifest.json')),
    );
    return { folders, rows: rowsOfRuns(folders.map((name) => openRun(path.join(results, name)))) };
  };
  const latency = path.join(results, 'latency/latency.json');
  return {
    sst2: read(patterns.sst2),
    waimai: read(patterns.waimai),
    multiarith: read(patterns.multiarith),
    gsm8k: read(patterns.gsm8k),
    items: read(patterns.items),
    latency: existsSync(latency) ? (JSON.parse(readFileSync(latency, 'utf8')) as LatencyResults) : null,
  };
}
