/** What a training run must remember to go on exactly where it stopped, and the file that holds it. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { LoadError } from '../basics/errors.ts';
import type { Tensors } from '../contracts/method.ts';
import {
  parseSafetensorsHeader,
  safetensorsHeader,
  safetensorsHeaderBytes,
} from '../files/safetensors-header.ts';

const evaluationPoint = z.object({
  step: z.int(),
  /** Higher is better. */
  score: z.number(),
});
export type EvaluationPoint = Readonly<z.infer<typeof evaluationPoint>>;
const progressSchema = z.object({
  /** Updates made. */
  step: z.int(),
  seconds: z.number(),
  tokens: z.int(),
  losses: z.array(z.number()).readonly(),
  stepMs: z.array(z.number()).readonly(),
  evaluations: z.array(evaluationPoint).readonly(),
});
export type Progress = Readonly<z.infer<typeof progressSchema>>;
export interface TrainState {
  readonly progress: Progress;
  /** `<name>`, `m.<name>`, `v.<name>`. */
  readonly tensors: Tensors;
  /** The trained tensors at the best evaluation so far. */
  readonly best: Tensors | null;
}

/** Written to a temporary name, flushed, renamed: a crash leaves the state before or the state after. */
export interface TrainStateFile {
  /** Null where there is none, or another run's. Throws LoadError where the file is damaged. */
  load(): Promise<TrainState | null>;
  save(state: TrainState): Promise<void>;
  remove(): Promise<void>;
}

/** `run` names everything that the state depends on. The format is safetensors, float32. */
export function trainStateFile(path: string, run: string): TrainStateFile {
  return {
    async load() {
      const file = await open(path, 'r').catch((e: NodeJS.ErrnoException) => {
        if (e.code === 'ENOENT') return null;
        throw e;
      });
      try {
        return file && (await read(file, path, run));
      } catch (cause) {
        if (cause instanceof LoadError)
          throw new LoadError(`${path}: damaged training state. Training began anew.`, { cause });
        throw cause;
      } finally {
        await file?.close();
      }
    },
    async save(state) {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(`${path}.tmp`, 'w');
      try {
        await write(file, state, run);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.tmp`, path);
    },
    async remove() {
      await rm(path, { force: true });
      await rm(`${path}.tmp`, { force: true });
    },
  };
}

/** Tensor after tensor from where it lies: a copy of everything would count as the training's own memory. */
async function write(file: FileHandle, { progress, tensors, best }: TrainState, run: string): Promise<void> {
  const all = [
    ...[...tensors].map(([name, t]) => ({ name: `now:${name}`, ...t })),
    ...[...(best ?? [])].map(([name, t]) => ({ name: `best:${name}`, ...t })),
  ];
  const entries = all.map(({ name, shape, data }) => ({
    name,
    dtype: 'F32' as const,
    shape,
    bytes: data.byteLength,
  }));
  await file.writeFile(safetensorsHeader(entries, { run, progress: JSON.stringify(progress) }));
  for (const { data } of all) await file.writeFile(bytesOf(data));
}

/** Throws LoadError where the file is not what `write` has written. */
async function read(file: FileHandle, path: string, run: string): Promise<TrainState | null> {
  const { size } = await file.stat();
  const prefix = await bytesAt(file, 0, Math.min(size, 8));
  const dataStart = 8 + safetensorsHeaderBytes(prefix, size, path);
  const json = await bytesAt(file, 8, dataStart - 8);
  const { tensors, metadata } = parseSafetensorsHeader(json, size - dataStart, path);
  // The state of another run (other data, settings or seed) is of no use.
  if (metadata['run'] !== run) return null;
  const parts = { now: new Map<string, Value>(), best: new Map<string, Value>() };
  for (const { name, dtype, shape, start, end } of tensors.values()) {
    const [, part, own] = /^(now|best):(.*)$/su.exec(name) ?? [];
    if (part === undefined || own === undefined || dtype !== 'F32')
      throw new LoadError(`${path}: tensor "${name}" of type ${dtype} is not one of a training state`);
    const bytes = await bytesAt(file, dataStart + start, end - start);
    parts[part as 'now' | 'best'].set(own, { shape, data: new Float32Array(bytes.buffer) });
  }
  const { now, best } = parts;
  return {
    progress: parseProgress(metadata['progress'] ?? '', path),
    tensors: now,
    best: best.size > 0 ? best : null,
  };
}

interface Value {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function parseProgress(json: string, path: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new LoadError(`${path}: its progress cannot be read`, { cause });
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(bytes, at, length - at, position + at);
    if (bytesRead === 0) throw new LoadError('it changed while it was read');
    at += bytesRead;
  }
  return bytes;
}
const bytesOf = (v: Float32Array): Uint8Array => new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
