/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header `{name: {dtype, shape, data_offsets}}`, then the
 * tensors' bytes without gaps. Read here from memory (adapters) and, header only, for files of any size (checkpoints).
 * Source: https://github.com/huggingface/safetensors `safetensors/src/tensor.rs`; what it refuses is refused here, and a name written
 * twice as well. Nothing is allocated before its size has been checked against the file's.
 */
import { LoadError } from '../basics/errors.ts';
import { foreignFile } from './foreign.ts';

/** Bits of one element. */
export const bits = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
} as const;

export type SafetensorsDtype = keyof typeof bits;

/** Where a tensor lies: bytes [start, end) counted from the end of the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The reference implementation's limit, in bytes. */
const MAX_HEADER_BYTES = 100_000_000;
/** numpy and torch stop at 64; no model has more than 5. */
const MAX_DIMS = 64;
const MAX_FAULTS_SHOWN = 8;

/** Throws one LoadError naming every fault (the first few in full), or nothing where there is none. */
export function throwFaults(source: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  const more = faults.length - MAX_FAULTS_SHOWN;
  const shown = faults.slice(0, MAX_FAULTS_SHOWN).join('; ');
  throw new LoadError(`${source}: ${shown}${more > 0 ? `; and ${more} more faults` : ''}`);
}

/**
 * Length of the JSON header in bytes.
 * @param prefix at least the file's first 8 bytes (fewer only if the file is shorter)
 * @throws LoadError where the header would not fit into the file
 */
export function safetensorsHeaderBytes(prefix: Uint8Array, fileBytes: number, source: string): number {
  if (fileBytes < 8 || prefix.length < 8)
    throw new LoadError(
      `${source}: not a safetensors file: ${fileBytes} bytes, expected at least 8. Download it again.`,
    );
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  const foreign = length > BigInt(fileBytes - 8) ? foreignFile(prefix) : null;
  if (foreign !== null) throw new LoadError(`${source} ${foreign}`);
  if (length > BigInt(MAX_HEADER_BYTES))
    throw new LoadError(
      `${source}: not a safetensors file: its header would take ${length} bytes, at most ${MAX_HEADER_BYTES} are allowed.`,
    );
  if (Number(length) > fileBytes - 8)
    throw new LoadError(
      `${source}: truncated: the header takes ${length} bytes but only ${fileBytes - 8} follow. Download it again.`,
    );
  return Number(length);
}

/**
 * Parses and checks a header.
 * @param json the header alone
 * @param dataBytes bytes in the file after the header
 * @throws LoadError naming every fault: overlapping, missing or surplus bytes, a size that is not shape × dtype, unknown types
 */
export function parseSafetensorsHeader(
  json: Uint8Array,
  dataBytes: number,
  source: string,
): SafetensorsHeader {
  const root = parseObject(json, source);
  const faults: string[] = [];
  const tensors = new Map<string, SafetensorsEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(root)) {
    if (name === '__metadata__') {
      if (isRecord(value) && Object.values(value).every((v) => typeof v === 'string'))
        metadata = value as Record<string, string>;
      else faults.push('__metadata__ is not an object of strings');
      continue;
    }
    const entry = parseEntry(name, value);
    if (typeof entry === 'string') faults.push(`tensor "${name}": ${entry}`);
    else tensors.set(name, entry);
  }
  throwFaults(source, faults.length === 0 ? layoutFaults([...tensors.values()], dataBytes) : faults);
  return { tensors, metadata };
}

/**
 * The 8 length bytes and the header for tensors that follow one another in the given order. Spaces fill it up to a multiple of `align`
 * bytes, which aligns the first tensor.
 */
export function safetensorsHeader(
  entries: readonly {
    readonly name: string;
    readonly dtype: SafetensorsDtype;
    readonly shape: readonly number[];
    readonly bytes: number;
  }[],
  metadata: Readonly<Record<string, string>> = {},
  align = 8,
): Uint8Array {
  const fields: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const { name, dtype, shape, bytes } of entries) {
    fields.push([name, { dtype, shape, data_offsets: [offset, offset + bytes] }]);
    offset += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  const total = Math.ceil((8 + json.length) / align) * align;
  const out = new Uint8Array(total).fill(0x20);
  new DataView(out.buffer).setBigUint64(0, BigInt(total - 8), true);
  out.set(json, 8);
  return out;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(json: Uint8Array, source: string): Record<string, unknown> {
  let text: string;
  let root: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    root = JSON.parse(text);
  } catch (cause) {
    throw new LoadError(`${source}: the safetensors header is not JSON (${(cause as Error).message})`, {
      cause,
    });
  }
  if (!isRecord(root)) throw new LoadError(`${source}: the safetensors header is not a JSON object`);
  const twice = duplicateKeys(text);
  if (twice.length > 0)
    throwFaults(
      source,
      twice.map((name) => `tensor "${name}" is listed twice`),
    );
  return root;
}

/** Keys of the outermost object that occur twice; `JSON.parse` keeps the last silently. `text` is valid JSON. */
function duplicateKeys(text: string): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    else if (c === '"') {
      const start = i;
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
      if (depth !== 1 || !/^\s*:/.test(text.slice(i + 1, i + 100))) continue;
      const key = JSON.parse(text.slice(start, i + 1)) as string;
      if (seen.has(key)) twice.push(key);
      seen.add(key);
    }
  }
  return twice;
}

/** A value for a message, however large or deep it is. */
function show(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 100);
  } catch {
    return 'something';
  }
}

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

/** The entry, or what is wrong with it. */
function parseEntry(name: string, value: unknown): SafetensorsEntry | string {
  if (!isRecord(value)) return 'not an object';
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(bits, dtype)) return `unknown dtype ${show(dtype)}`;
  if (!Array.isArray(shape) || !shape.every(isCount) || shape.length > MAX_DIMS)
    return `shape ${show(shape)} is not a list of sizes`;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return `data_offsets ${show(offsets)} are not two positions`;
  const [start, end] = offsets as [number, number];
  if (end < start) return `data_offsets [${start}, ${end}] run backwards`;
  const known = dtype as SafetensorsDtype;
  const expected = shape.reduce((a: number, b: number) => a * b, bits[known] / 8);
  if (expected !== end - start)
    return `[${shape}] ${dtype} takes ${expected} bytes, data_offsets give ${end - start}`;
  return { name, dtype: known, shape, start, end };
}

/** Tensors must cover the data exactly: from 0, each beginning where the last ended, to the end of the file. */
function layoutFaults(entries: readonly SafetensorsEntry[], dataBytes: number): string[] {
  const faults: string[] = [];
  let at = 0;
  let before = 'the header';
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (end > dataBytes) {
      faults.push(`tensor "${name}" ends at byte ${end} of ${dataBytes}: the file is truncated`);
      return faults;
    }
    if (start < at)
      faults.push(`tensor "${name}" [${start}, ${end}) overlaps ${before}, which ends at ${at}`);
    if (start > at) faults.push(`bytes [${at}, ${start}) before tensor "${name}" belong to no tensor`);
    at = Math.max(at, end);
    before = `tensor "${name}"`;
  }
  if (faults.length === 0 && at !== dataBytes)
    faults.push(`${dataBytes - at} bytes after the last tensor belong to no tensor`);
  return faults;
}
