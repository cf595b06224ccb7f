/**
 * One stored tensor → float32 in Hugging Face's layout, a piece at a time. Only a tensor whose rows or axes change place is held whole
 * (attention or MLP matrices, never the embeddings).
 */
import type { FileHandle } from 'node:fs/promises';
import { decodeFloats, isFloatDtype, LoadError } from '@adaptbench/core';
import type { SafetensorsDtype } from '@adaptbench/core';
import type { TensorInfo } from './checkpoint.ts';
import { dequantize } from '../gguf/dequantize.ts';
import { ggmlTypes } from '../gguf/types.ts';
import type { GgmlType } from '../gguf/types.ts';

/** Numbers decoded at once, 4 MB as float32; a multiple of every block. */
const PIECE = 1 << 20;

/** Pieces in order, row-major; a piece holds until the next is asked for. */
export async function* convertTensor(source: FileHandle, tensor: TensorInfo): AsyncGenerator<Float32Array> {
  const { storedAs, shape } = tensor;
  if (!storedAs) {
    yield* decode(source, tensor);
    return;
  }
  const whole = new Float32Array(shape.reduce((a, b) => a * b, 1));
  let at = 0;
  for await (const piece of decode(source, tensor)) {
    whole.set(piece, at);
    at += piece.length;
  }
  yield storedAs.kind === 'transposed'
    ? transpose(whole, shape[1]!, shape[0]!)
    : unpermute(whole, shape[0]!, storedAs.heads);
}

async function* decode(source: FileHandle, tensor: TensorInfo): AsyncGenerator<Float32Array> {
  const count = tensor.shape.reduce((a, b) => a * b, 1);
  const perNumber = tensor.bytes / count;
  const out = new Float32Array(Math.min(PIECE, count));
  const bytes = new Uint8Array(out.length * perNumber);
  for (let at = 0; at < count; at += PIECE) {
    const n = Math.min(PIECE, count - at);
    await readAll(source, bytes.subarray(0, n * perNumber), tensor.offset + at * perNumber, tensor);
    const piece = out.subarray(0, n);
    toFloat32(tensor.dtype, bytes, piece);
    yield piece;
  }
}

function toFloat32(dtype: SafetensorsDtype | GgmlType, bytes: Uint8Array, out: Float32Array): void {
  if (isFloatDtype(dtype)) decodeFloats(dtype, bytes, out);
  else if (isGgmlType(dtype)) dequantize(dtype, bytes, out);
  else throw new Error(`internal: ${dtype} is no floating-point type`);
}

const isGgmlType = (dtype: string): dtype is GgmlType => Object.hasOwn(ggmlTypes, dtype);

async function readAll(
  source: FileHandle,
  into: Uint8Array,
  from: number,
  tensor: TensorInfo,
): Promise<void> {
  for (let at = 0; at < into.length;) {
    const { bytesRead } = await source.read(into, at, into.length - at, from + at);
    if (bytesRead === 0)
      throw new LoadError(`${tensor.file}: tensor "${tensor.name}": the file ends at byte ${from + at}.`);
    at += bytesRead;
  }
}

/** [rows, columns] → [columns, rows]. */
function transpose(x: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = x[r * columns + c]!;
  return out;
}

/**
 * Rows of each head from interleaved pairs back to halves: with K rows a head, stored row 2i + j was row i + j K/2. Also for biases,
 * whose rows are single numbers.
 */
function unpermute(x: Float32Array, rows: number, heads: number): Float32Array {
  const out = new Float32Array(x.length);
  const width = x.length / rows;
  const K = rows / heads;
  for (let head = 0; head < heads; head++)
    for (let i = 0; i < K / 2; i++)
      for (let j = 0; j < 2; j++) {
        const from = (head * K + 2 * i + j) * width;
        out.set(x.subarray(from, from + width), (head * K + i + (j * K) / 2) * width);
      }
  return out;
}
