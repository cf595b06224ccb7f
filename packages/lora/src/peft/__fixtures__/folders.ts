/** The folders beside this file, changed as tests need them, and how they are read. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  type Files,
  LoadError,
  type LoadedModel,
  type Patch,
  type Tensors,
  readSafetensors,
  writeSafetensors,
} from '@adaptbench/core';
import lora, { configFromPeft } from '../../index.ts';

export const fixtures = import.meta.dirname;
export const CONFIG = 'adapter_config.json';
export const WEIGHTS = 'adapter_model.safetensors';
export type Json = Record<string, unknown>;
export type Tensor = Tensors extends ReadonlyMap<string, infer T> ? T : never;

export async function open(name: string): Promise<Files> {
  const names = await readdir(join(fixtures, name));
  return new Map(
    await Promise.all(names.map(async (n) => [n, await readFile(join(fixtures, name, n))] as const)),
  );
}
const settings = (files: Files): Json => JSON.parse(new TextDecoder().decode(files.get(CONFIG))) as Json;
export const text = (s: string): Uint8Array => new TextEncoder().encode(s);
export const withSettings = (files: Files, change: Json): Files =>
  new Map([...files, [CONFIG, text(JSON.stringify({ ...settings(files), ...change }))]]);
export const withTensors = (
  files: Files,
  change: (t: Map<string, Tensor>) => Iterable<readonly [string, Tensor]>,
): Files =>
  new Map([...files, [WEIGHTS, writeSafetensors(new Map(change(readSafetensors(files.get(WEIGHTS)!))))]]);
export const renamed = (files: Files, rename: (name: string) => string): Files =>
  withTensors(files, (t) => [...t].map(([name, x]) => [rename(name), x] as const));

export const read = (files: Files, model: LoadedModel): { patch: Patch; state: Tensors } => {
  const patch = lora.patch(configFromPeft(files), model);
  return { patch, state: patch.artifact!.read(files) };
};
/** The message of the refusal: one line, of one of the two classes that are for files and settings. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (e) {
    if (!(e instanceof LoadError || e instanceof ConfigError)) throw e;
    if (e.message.includes('\n')) throw new Error('the message has more than a line', { cause: e });
    return e.message;
  }
  return 'nothing was refused';
}
