/** Copies of the tiny checkpoints with other files in them, and what is said of them. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LoadError,
  type LoadedModel,
  type SafetensorsTensor,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import { fixtures } from '@adaptbench/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadModel } from '../load.ts';

export type Tensors = ReadonlyMap<string, SafetensorsTensor>;
export type Files = Record<string, Tensors | Uint8Array | string | object | null>;

/** A tiny checkpoint's weights. */
export const tensorsOf = (name: string): Map<string, SafetensorsTensor> =>
  new Map(readSafetensors(readFileSync(join(fixtures, name, 'model.safetensors'))));
/** The same under other names. */
export const renamed = (tensors: Tensors, rename: (name: string) => string): Tensors =>
  new Map([...tensors].map(([name, t]) => [rename(name), t]));
/** A tiny checkpoint's config.json with changes. */
export const configOf = (base: string, change: object = {}): object => ({
  ...(JSON.parse(readFileSync(join(fixtures, base, 'config.json'), 'utf8')) as object),
  ...change,
});

/** Where the folders lie until the tests of the file are over. */
export const scratch: string = mkdtempSync(join(tmpdir(), 'adaptbench-files-'));
/** Keeps `scratch` for one file of tests; files of a worker share this module, and each makes the folder anew. */
export function useScratch(): void {
  beforeAll(() => {
    mkdirSync(scratch, { recursive: true });
  });
  afterAll(() => rmSync(scratch, { recursive: true }));
}
const cacheDir = join(scratch, 'cache');
let folders = 0;

/** A copy of a tiny checkpoint without what tests read, with these files instead; null removes one. */
export function folder(base: string, files: Files): string {
  const path = join(scratch, `model${folders++}`);
  mkdirSync(path, { recursive: true });
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    if (files[name] !== null) cpSync(join(fixtures, base, name), join(path, name));
  for (const [name, content] of Object.entries(files))
    if (content !== null) writeFileSync(join(path, name), bytesOf(content));
  return path;
}

function bytesOf(content: Tensors | Uint8Array | string | object): Uint8Array | string {
  if (content instanceof Map) return writeSafetensors(content as Tensors);
  return typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
}

export const load = (path: string, tokenizer?: string): Promise<LoadedModel> =>
  loadModel(path, { cacheDir, offline: true, ...(tokenizer === undefined ? {} : { tokenizer }) });

/** What is said of the checkpoint, in one line. */
export async function fault(path: string, tokenizer?: string): Promise<string> {
  const error: unknown = await load(path, tokenizer).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LoadError);
  const { message } = error as LoadError;
  expect(message).not.toContain('\n');
  return message.replaceAll(path, 'FOLDER');
}

/** The numbers of a weight as it goes into graphs. */
export function numbers(model: LoadedModel, name: string): Float32Array {
  const source = model.frozen(name);
  if (!('file' in source)) throw new Error('expected a mapped weight');
  const bytes = readFileSync(source.file).subarray(source.offset, source.offset + source.bytes);
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
