/**
 * Walks a GGUF header and checks it before anyone decodes it: magic, version, counts, lengths, nesting, names, tensor table. The walk reads
 * the file piece by piece and keeps only the tensor table. A hostile file of a few bytes cannot make it allocate gigabytes. Format: ggml
 * `docs/gguf.md`; limits of `@huggingface/gguf`, which decodes the metadata afterwards, are enforced here as well because it reads zeros
 * past the end of a truncated file.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { HEAD_BYTES, LoadError, throwFaults } from '@adaptbench/core';
import { ggmlTypeName, ggmlTypeOf, ggmlTypes } from './types.ts';
import { weightsImpostor } from '../files/impostor.ts';
import type { GgmlType } from './types.ts';

/** A tensor as the file has it: `dims` in ggml's order, the contiguous one first. `offset` is of the file. */
export interface GgufTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: GgmlType;
  readonly offset: number;
  readonly bytes: number;
}

const WINDOW_BYTES = 1 << 20;
const MAX_HEADER_BYTES = 48_000_000; // the decoder holds at most 50 MB of header
const MAX_KEYS = 10_000; // real files have about 40
const MAX_TENSORS = 100_000; // the largest models have some 10,000
const MAX_ARRAY = 1_000_000; // the largest vocabularies have 262,144 tokens and twice as many merges
const MAX_STRING_BYTES = 4_000_000; // chat templates are the longest, some 20 kB
const MAX_KEY_BYTES = 65_535; // docs/gguf.md
const MAX_DIMS = 4; // GGML_MAX_DIMS
const MAX_NESTING = 2; // docs/gguf.md allows arrays of arrays; nobody writes deeper ones

/** Bytes of a metadata value by type number; strings (8) and arrays (9) have their own length. */
const scalarBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/**
 * The tensor table of a GGUF file.
 * @throws LoadError where the header is broken (first fault), or naming every faulty tensor
 */
export function readGgufTensors(path: string): GgufTensor[] {
  const fd = openSync(path, 'r');
  try {
    return walk(reader(fd, path));
  } finally {
    closeSync(fd);
  }
}

function walk(r: Reader): GgufTensor[] {
  if (r.fileBytes < 24 || r.latin1(4) !== 'GGUF') {
    const other = weightsImpostor(r.head(), 'GGUF');
    throw other === null
      ? r.fault('not a GGUF file: it does not begin with "GGUF"')
      : new LoadError(`${r.path}: ${other}`);
  }
  const version = r.u32();
  if (version !== 2 && version !== 3)
    throw r.fault(
      version !== 0 && (version & 0xffff) === 0
        ? 'big-endian GGUF: expected little-endian. Convert the model again for little-endian'
        : `GGUF version ${version}: expected 2 or 3. Convert the model again with a current llama.cpp`,
    );
  const tensorCount = r.count('tensors', MAX_TENSORS);
  const keyCount = r.count('metadata keys', MAX_KEYS);
  let alignment = 32;
  const keys = new Set<string>();
  for (let i = 0; i < keyCount; i++) {
    const key = r.string('a metadata key', MAX_KEY_BYTES);
    if (keys.has(key)) throw r.fault(`metadata key "${key}" is listed twice`);
    keys.add(key);
    const type = r.u32();
    if (key === 'general.alignment') {
      if (type !== 4) throw r.fault(`general.alignment has value type ${type}, expected 4 (uint32)`);
      alignment = r.u32();
      if (alignment < 8 || alignment > 1 << 20 || (alignment & (alignment - 1)) !== 0)
        throw r.fault(`general.alignment is ${alignment}, expected a power of two from 8 to 1048576`);
    } else skipValue(r, key, type, 0);
  }
  const table = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = r.string('a tensor name', MAX_KEY_BYTES);
    const dimCount = r.u32();
    if (dimCount > MAX_DIMS)
      throw r.fault(`tensor "${name}" has ${dimCount} dimensions, at most ${MAX_DIMS} are allowed`);
    const dims = Array.from({ length: dimCount }, () => r.u64());
    table.push({ name, dims, id: r.u32(), offset: r.u64() });
  }
  const dataStart = Math.ceil(r.position() / alignment) * alignment;
  return checkTensors(r, table, dataStart, alignment);
}

function skipValue(r: Reader, key: string, type: number, depth: number): void {
  const size = scalarBytes[type];
  if (size !== undefined) r.skip(size);
  else if (type === 8) r.skip(r.count(`bytes in "${key}"`, MAX_STRING_BYTES));
  else if (type === 9) {
    if (depth === MAX_NESTING) throw r.fault(`metadata "${key}" nests arrays deeper than ${MAX_NESTING}`);
    const of = r.u32();
    const length = r.count(`elements in "${key}"`, MAX_ARRAY);
    const each = scalarBytes[of];
    if (each === undefined) for (let i = 0; i < length; i++) skipValue(r, key, of, depth + 1);
    else r.skip(each * length);
  } else throw r.fault(`metadata "${key}" has unknown value type ${type}`);
}

function checkTensors(
  r: Reader,
  table: readonly { name: string; dims: number[]; id: number; offset: number }[],
  dataStart: number,
  alignment: number,
): GgufTensor[] {
  const unread = table.filter(({ id }) => ggmlTypeOf(id) === undefined);
  if (unread.length > 0) throw new LoadError(`${r.path}: ${ofOtherTypes(unread, table.length)}`);
  const faults: string[] = [];
  const out = new Map<string, GgufTensor>();
  for (const { name, dims, id, offset } of table) {
    const type = ggmlTypeOf(id)!;
    const { block, bytes: blockBytes } = ggmlTypes[type];
    const count = dims.reduce((a, b) => a * b, 1);
    const bytes = (count / block) * blockBytes;
    const at = dataStart + offset;
    if (out.has(name)) faults.push(`tensor "${name}" is listed twice`);
    else if (!Number.isSafeInteger(count)) faults.push(`tensor "${name}" [${dims}] is absurdly large`);
    else if ((dims[0] ?? 1) % block !== 0)
      faults.push(`tensor "${name}" has rows of ${dims[0]}, expected a multiple of ${block} for ${type}`);
    else if (offset % alignment !== 0)
      faults.push(`tensor "${name}" lies at offset ${offset}, expected a multiple of ${alignment}`);
    else if (at + bytes > r.fileBytes)
      faults.push(
        `tensor "${name}" takes bytes [${at}, ${at + bytes}) of a file of ${r.fileBytes}: truncated, download it again`,
      );
    else out.set(name, { name, dims, type, offset: at, bytes });
  }
  let before: GgufTensor | undefined;
  for (const tensor of [...out.values()].toSorted((a, b) => a.offset - b.offset)) {
    if (before && before.offset + before.bytes > tensor.offset)
      faults.push(`tensor "${tensor.name}" overlaps "${before.name}"`);
    before = tensor;
  }
  throwFaults(r.path, faults);
  return [...out.values()];
}

/** What types of tensors are not read, and which are. */
function ofOtherTypes(
  unread: readonly { readonly name: string; readonly id: number }[],
  all: number,
): string {
  const types = [...new Set(unread.map(({ id }) => ggmlTypeName(id)))].toSorted();
  return `${unread.length} of ${all} tensors are ${types.join(' or ')}, such as ${unread[0]!.name}. Only ${Object.keys(ggmlTypes).join(', ')} can be read. Take a file of another quantisation of the model, such as Q4_K_M or Q8_0.`;
}

type Reader = ReturnType<typeof reader>;

/** Reads forward through a file by way of a window; every length is checked against what is left of the file first. */
function reader(fd: number, path: string) {
  const fileBytes = fstatSync(fd).size;
  const window = Buffer.alloc(Math.min(WINDOW_BYTES, fileBytes));
  let windowAt = 0;
  let windowBytes = 0;
  let at = 0;

  const fault = (what: string): LoadError => new LoadError(`${path}: ${what} (at byte ${at}).`);
  const need = (n: number): void => {
    if (n > fileBytes - at)
      throw fault(`truncated: ${n} bytes expected, ${fileBytes - at} left. Download it again`);
    if (at + n > MAX_HEADER_BYTES) throw fault(`the header is longer than ${MAX_HEADER_BYTES} bytes`);
  };
  /** The next `n` bytes as a view that holds until the next call; n ≤ window. */
  const take = (n: number): Buffer => {
    need(n);
    if (at < windowAt || at + n > windowAt + windowBytes) {
      windowAt = at;
      windowBytes = readSync(fd, window, 0, window.length, at);
      if (windowBytes < n) throw fault('the file changed while it was read');
    }
    const bytes = window.subarray(at - windowAt, at - windowAt + n);
    at += n;
    return bytes;
  };
  const u64 = (): number => {
    const n = take(8).readBigUInt64LE();
    if (n > BigInt(Number.MAX_SAFE_INTEGER)) throw fault(`number ${n} is absurdly large`);
    return Number(n);
  };
  const count = (of: string, limit: number): number => {
    const n = take(8).readBigUInt64LE();
    if (n > BigInt(limit)) throw fault(`${n} ${of}, at most ${limit} are allowed`);
    return Number(n);
  };
  return {
    path,
    fileBytes,
    fault,
    u64,
    count,
    position: () => at,
    u32: () => take(4).readUInt32LE(),
    /** The file's first bytes, wherever the reader stands. */
    head() {
      const bytes = new Uint8Array(Math.min(HEAD_BYTES, fileBytes));
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
    },
    latin1: (n: number) => take(n).toString('latin1'),
    string: (of: string, limit: number) => take(count(`bytes in ${of}`, limit)).toString('utf8'),
    skip(n: number) {
      need(n);
      at += n;
    },
  };
}
