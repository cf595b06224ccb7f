/**
 * What the readers of adapter folders share: files by name, adapter_config.json through a schema, tensors, and settings that are known.
 * Every fault ends in a LoadError of one line; work is linear in the size of the files.
 */
import type { z } from 'zod';
import { LoadError } from '../basics/errors.ts';
import { foreignFile } from './foreign.ts';
import type { Tensors } from '../contracts/method.ts';
import { readSafetensors } from './safetensors.ts';
import { oneLine, shown, shownNames } from '../basics/shown.ts';

/** Files by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The files of a PEFT folder, and what a folder without them is told to be. */
export const PEFT_CONFIG = 'adapter_config.json';
export const PEFT_WEIGHTS = 'adapter_model.safetensors';
const PEFT_FOLDER = 'a PEFT folder';

/** adapter_config.json of a PEFT folder of this type, as it stands. Throws LoadError where it is another's. */
export function peftConfigFile(files: Files, type: string): Record<string, unknown> {
  const json = adapterJson(files, PEFT_CONFIG, PEFT_FOLDER);
  const found = json['peft_type'];
  if (found === type) return json;
  if ('fine_tune_type' in json || 'lora_parameters' in json)
    throw new LoadError(
      `${PEFT_CONFIG}: is of an adapter that MLX made, which is not read. Put it into its model (mlx_lm.fuse --save-path FOLDER) and use FOLDER as the model, without an adapter.`,
    );
  if (found === undefined || found === null)
    throw new LoadError(`${PEFT_CONFIG}: no peft_type: expected "${type}". Is it a folder that PEFT wrote?`);
  throw new LoadError(
    `${PEFT_CONFIG}: peft_type is ${shown(found)}: expected "${type}". Read it as what it is; kinds that are not known here can be merged into their model with PEFT (merge_and_unload()) and used as a model.`,
  );
}

/** adapter_model.safetensors of a PEFT folder. */
export const peftTensors = (files: Files): Tensors => adapterTensors(files, PEFT_WEIGHTS, PEFT_FOLDER);

/** The mend of every setting that is not computed here. */
export const MERGE_FIRST =
  'Merge the adapter into its model with PEFT (merge_and_unload(), then save_pretrained(FOLDER)) and use FOLDER as the model, without an adapter';

/** Brackets within brackets that a configuration may have; PEFT's have 4. */
const MAX_DEPTH = 32;
const MAX_CONFIG_BYTES = 1 << 24;

/** `expected` says what kind of folder it should be. */
export function adapterFile(files: Files, name: string, expected: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) return bytes;
  const bin = [...files.keys()].find((f) => /^(?:adapter_model|pytorch_adapter)\.bin$/.test(f));
  if (bin !== undefined && name.endsWith('.safetensors'))
    throw new LoadError(
      `adapter: ${bin} is a Python pickle, which may run code and is not read: expected ${name}. Convert it in its folder: python -c "import torch, safetensors.torch as s; s.save_file({k: v.clone().contiguous() for k, v in torch.load('${bin}', map_location='cpu', weights_only=True).items()}, '${name}')"`,
    );
  throw new LoadError(`adapter: no ${name}: expected ${expected}, found ${shownNames([...files.keys()])}.`);
}

/** The object in a JSON file that may come from anywhere. */
export function adapterJson(files: Files, name: string, expected: string): Record<string, unknown> {
  const bytes = adapterFile(files, name, expected);
  const foreign = foreignFile(bytes);
  if (foreign !== null) throw new LoadError(`${name} ${foreign}`);
  if (bytes.length > MAX_CONFIG_BYTES)
    throw new LoadError(`${name}: ${bytes.length} bytes, expected at most ${MAX_CONFIG_BYTES}.`);
  if (depth(bytes) > MAX_DEPTH)
    throw new LoadError(`${name}: nested deeper than ${MAX_DEPTH}: expected a PEFT configuration.`);
  let json: unknown;
  try {
    json = parsed(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new LoadError(`${name}: not JSON: ${oneLine((cause as Error).message)}.`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new LoadError(`${name}: is ${shown(json)}: expected a JSON object.`);
  return json as Record<string, unknown>;
}

/** Python writes what JSON does not have (NaN, Infinity): such a value is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Strings are matched so that they are left alone.
    const written = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) =>
      part.startsWith('"') ? part : 'null',
    );
    if (written === text) throw error;
    return JSON.parse(written);
  }
}

/** `json` as the schema has it; throws LoadError that names each field at fault with its value. */
export function readFields<T>(name: string, json: Record<string, unknown>, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 4).map(({ path, message }) => {
    const value = path.reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
      json,
    );
    return `${path.map((key) => oneLine(String(key))).join('.')} is ${shown(value)}: ${oneLine(inWords(message))}`;
  });
  throw new LoadError(`${name}: ${faults.join('; ')}.`);
}

/** A fault of zod's in the words of the other messages: `expected at most 4096`. */
export const inWords = (message: string): string =>
  message
    .replace(/^Invalid (?:input|option|key in record): /, '')
    .replace(/, received \w+$/, '')
    .replace(/^Too (?:big|small): expected \w+ to (?:be|have) ([<>])=?/, (_, sign) =>
      sign === '<' ? 'expected at most ' : 'expected at least ',
    );

/**
 * What is known of a setting: `read` is used, `harmless` changes no answer, anything else says why a value that is set cannot be read.
 */
export type Known = Readonly<Record<string, 'read' | 'harmless' | { readonly refused: string }>>;

/** Throws LoadError for a setting that would change the answers and is not computed, or is not known at all. */
export function checkKnown(name: string, json: Record<string, unknown>, known: Known, mend: string): void {
  for (const [field, value] of Object.entries(json)) {
    const what = Object.hasOwn(known, field) ? known[field]! : null;
    if (what === 'read' || what === 'harmless' || !isSet(value)) continue;
    const at = `${name}: ${oneLine(field)} is ${shown(value)}`;
    const why = what === null ? 'this setting is not known here, and may change the answers' : what.refused;
    throw new LoadError(`${at}: ${why}. ${mend}.`);
  }
}

/** The tensors of an adapter; throws LoadError where the file is not one of numbers. */
export function adapterTensors(files: Files, name: string, expected: string): Tensors {
  const tensors = readSafetensors(adapterFile(files, name, expected), name);
  for (const [tensor, { data }] of tensors)
    if (!data.every((x) => Number.isFinite(x)))
      throw new LoadError(
        `${name}: ${oneLine(tensor)} holds values that are not numbers (NaN or infinite): the training that wrote it diverged, or the file is damaged. Use an earlier checkpoint.`,
      );
  return tensors;
}

const isSet = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  value !== '' &&
  value !== 0 &&
  (typeof value !== 'object' || Object.keys(value).length > 0);

/** Brackets that are open at once, outside strings. */
function depth(json: Uint8Array): number {
  const [QUOTE, ESCAPE] = [0x22, 0x5c];
  let [open, most, quoted] = [0, 0, false];
  for (let i = 0; i < json.length; i++) {
    const c = json[i]!;
    if (quoted) {
      if (c === ESCAPE) i++;
      else if (c === QUOTE) quoted = false;
    } else if (c === QUOTE) quoted = true;
    else if (c === 0x5b || c === 0x7b) most = Math.max(most, ++open);
    else if (c === 0x5d || c === 0x7d) open--;
  }
  return most;
}
