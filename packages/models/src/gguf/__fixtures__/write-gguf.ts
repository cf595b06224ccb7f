/** Writes small GGUF files for tests, broken ones too: whatever is given is written as it is. Little-endian, version 3. */
import { ggmlTypes } from '../types.ts';
import type { GgmlType } from '../types.ts';

export interface GgufTensorData {
  readonly name: string;
  /** ggml's order: the contiguous dimension first. */
  readonly dims: readonly (number | bigint)[];
  readonly type: GgmlType | number;
  readonly data: Uint8Array;
  /** Where the header says that it lies; default: where it does. */
  readonly offset?: number;
}

export interface GgufContent {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: bigint;
  readonly keyCount?: bigint;
  /** Values as `ggufValue` writes them. */
  readonly metadata?: Readonly<Record<string, Uint8Array>>;
  readonly tensors?: readonly GgufTensorData[];
}

const ALIGN = 32;

export function writeGguf(content: GgufContent): Uint8Array {
  const { magic = 'GGUF', version = 3, metadata = {}, tensors = [] } = content;
  const keys = Object.entries(metadata);
  const head: Uint8Array[] = [
    Buffer.from(magic, 'latin1'),
    u32(version),
    u64(content.tensorCount ?? BigInt(tensors.length)),
    u64(content.keyCount ?? BigInt(keys.length)),
  ];
  for (const [key, value] of keys) head.push(string(key), value);
  let at = 0;
  for (const { name, dims, type, data, offset } of tensors) {
    head.push(string(name), u32(dims.length), ...dims.map((d) => u64(BigInt(d))));
    head.push(u32(typeof type === 'number' ? type : ggmlTypes[type].id), u64(BigInt(offset ?? at)));
    at += padded(data).length;
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...tensors.map(({ data }) => padded(data))]);
}

/** A metadata value: its type number and its bytes. */
export const ggufValue = {
  u32: (value: number): Uint8Array => Buffer.concat([u32(4), u32(value)]),
  f32: (value: number): Uint8Array => Buffer.concat([u32(6), f32(value)]),
  flag: (value: boolean): Uint8Array => Buffer.concat([u32(7), Uint8Array.of(value ? 1 : 0)]),
  text: (value: string): Uint8Array => Buffer.concat([u32(8), string(value)]),
  texts: (values: readonly string[]): Uint8Array => list(8, values.map(string)),
  i32s: (values: readonly number[]): Uint8Array => list(5, values.map(u32)),
  f32s: (values: readonly number[]): Uint8Array => list(6, values.map(f32)),
};

function list(type: number, items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([u32(9), u32(type), u64(BigInt(items.length)), ...items]);
}

export function u32(value: number): Uint8Array {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

export function u64(value: bigint): Uint8Array {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(value);
  return out;
}

function f32(value: number): Uint8Array {
  const out = Buffer.alloc(4);
  out.writeFloatLE(value);
  return out;
}

export function string(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(BigInt(bytes.length)), bytes]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & (ALIGN - 1))]);
}
