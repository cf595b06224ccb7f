/** What a training run must remember to go on exactly where it stopped, and the file that holds it. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Tensors } from '../method.ts';
import { readSafetensors, writeSafetensors } from '../safetensors.ts';

export interface EvaluationPoint {
  readonly step: number;
  /** Higher is better. */
  readonly score: number;
}
export interface Progress {
  /** Updates made. */
  readonly step: number;
  readonly seconds: number;
  readonly tokens: number;
  readonly losses: readonly number[];
  readonly stepMs: readonly number[];
  readonly evaluations: readonly EvaluationPoint[];
}
export interface TrainState {
  readonly progress: Progress;
  /** `<name>`, `m.<name>`, `v.<name>`. */
  readonly tensors: Tensors;
  /** The trained tensors at the best evaluation so far. */
  readonly best: Tensors | null;
}

/** Written to a temporary name, flushed, renamed: a crash leaves the state before or the state after. */
export interface TrainStateFile {
  load(): Promise<TrainState | null>;
  save(state: TrainState): Promise<void>;
  remove(): Promise<void>;
}

export function trainStateFile(path: string, run: string): TrainStateFile {
  return {
    async load() {
      const bytes = await readFile(path).catch((e: NodeJS.ErrnoException) => {
        if (e.code === 'ENOENT') return null;
        throw e;
      });
      if (!bytes) return null;
      const tensors = readSafetensors(bytes);
      const { metadata } = tensors;
      // The state of another run (other data, settings or seed) is of no use.
      if (metadata['run'] !== run) return null;
      const part = (prefix: string): Tensors =>
        new Map(
          [...tensors].flatMap(([n, t]) =>
            n.startsWith(prefix) ? [[n.slice(prefix.length), t] as const] : [],
          ),
        );
      const best = part('best:');
      return {
        progress: JSON.parse(metadata['progress'] ?? '') as Progress,
        tensors: part('now:'),
        best: best.size > 0 ? best : null,
      };
    },
    async save({ progress, tensors, best }) {
      const all = new Map([
        ...[...tensors].map(([n, t]) => [`now:${n}`, t] as const),
        ...[...(best ?? [])].map(([n, t]) => [`best:${n}`, t] as const),
      ]);
      const bytes = writeSafetensors(all, { run, progress: JSON.stringify(progress) });
      await mkdir(dirname(path), { recursive: true });
      const file = await open(`${path}.tmp`, 'w');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.tmp`, path);
    },
    async remove() {
      await rm(path, { force: true });
    },
  };
}
