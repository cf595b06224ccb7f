/** Safetensors files in memory: every tensor as float32 (see `safetensors-header.ts` for the format). */
import { decodeFloats, isFloatDtype } from './floats.ts';
import {
  bits,
  parseSafetensorsHeader,
  safetensorsHeader,
  safetensorsHeaderBytes,
  throwFaults,
} from './safetensors-header.ts';

/** A float32 tensor in memory, row-major. */
export interface SafetensorsTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Every tensor of a safetensors file in memory, converted to float32 (from F64, F32, F16 or BF16).
 * @throws LoadError where the file is faulty or holds another type
 */
export function readSafetensors(
  bytes: Uint8Array,
  source = 'safetensors',
): Map<string, SafetensorsTensor> & { readonly metadata: Readonly<Record<string, string>> } {
  const headerBytes = safetensorsHeaderBytes(bytes, bytes.length, source);
  const dataStart = 8 + headerBytes;
  const header = parseSafetensorsHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, source);
  const out = new Map<string, SafetensorsTensor>();
  const faults: string[] = [];
  for (const { name, dtype, shape, start, end } of header.tensors.values()) {
    if (!isFloatDtype(dtype)) {
      faults.push(`tensor "${name}" is ${dtype}, expected F32, F16, BF16 or F64`);
      continue;
    }
    const data = new Float32Array((end - start) / (bits[dtype] / 8));
    decodeFloats(dtype, bytes.subarray(dataStart + start, dataStart + end), data);
    out.set(name, { shape, data });
  }
  throwFaults(source, faults);
  return Object.assign(out, { metadata: header.metadata });
}

/** A safetensors file of float32 tensors, in order of name: equal content gives equal bytes. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = [...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const header = safetensorsHeader(
    entries.map(([name, t]) => ({ name, dtype: 'F32', shape: t.shape, bytes: t.data.length * 4 })),
    metadata,
  );
  const out = new Uint8Array(header.length + entries.reduce((sum, [, t]) => sum + t.data.byteLength, 0));
  out.set(header);
  let offset = header.length;
  for (const [name, { shape, data }] of entries) {
    const count = shape.reduce((a, b) => a * b, 1);
    if (count !== data.length)
      throw new RangeError(
        `internal: tensor "${name}" [${shape}] has ${data.length} numbers, expected ${count}`,
      );
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return out;
}
