/** Opens a GGUF file: its tensors under Hugging Face's names, its config and its metadata. */
import { open } from 'node:fs/promises';
import { gguf } from '@huggingface/gguf';
import { LoadError, throwFaults } from '@adaptbench/core';
import { excerpt } from '../../config/excerpt.ts';
import type { TensorInfo } from '../checkpoint.ts';
import { checkRegular } from '../regular-file.ts';
import { configFromGguf } from './config.ts';
import { readGgufTensors } from './header.ts';
import type { GgufTensor } from './header.ts';
import { ggufMetadata } from './metadata.ts';
import type { GgufMetadata } from './metadata.ts';
import { ggufArchitectures, huggingFaceName, isGgufArchitecture, storedAs } from './names.ts';
import { llama3Scaling } from './rope-factors.ts';

export type { GgufMetadata } from './metadata.ts';

const ROPE_FACTORS = 'rope_freqs.weight';
/** Half of any head's width. */
const MAX_FREQUENCIES = 4096;

export interface GgufFile {
  readonly config: Record<string, unknown>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: GgufMetadata;
}

/** The metadata alone, after the whole header has been checked. */
export async function readGgufMetadata(path: string): Promise<GgufMetadata> {
  await checkRegular(path);
  readGgufTensors(path);
  return decode(path);
}

/** @throws LoadError where the file is broken or of an architecture or tensor type that cannot be read */
export async function openGguf(path: string): Promise<GgufFile> {
  await checkRegular(path);
  const stored = readGgufTensors(path);
  const metadata = await decode(path);
  const architecture = metadata.text('general.architecture');
  if (!isGgufArchitecture(architecture))
    throw new LoadError(
      `${path}: ${architecture === undefined ? 'metadata "general.architecture" is missing' : `architecture ${excerpt(architecture)}`}: expected one of ${ggufArchitectures.join(', ')}. Models of other families cannot be loaded.`,
    );
  const parts = metadata.number('split.count') ?? 1;
  if (parts > 1)
    throw new LoadError(
      `${path}: one of ${parts} parts of a split GGUF. Join them: llama-gguf-split --merge FIRST_PART OUTPUT`,
    );
  const config = configFromGguf(architecture, metadata, new Set(stored.map((t) => t.name)));
  const factors = stored.find((t) => t.name === ROPE_FACTORS);
  if (factors !== undefined && config['rope_scaling'] !== null)
    throw new LoadError(
      `${path}: both rope_freqs.weight and rope.scaling (${excerpt(config['rope_scaling'])}) stretch the rotation: expected one of them. Use the original Hugging Face checkpoint.`,
    );
  if (factors !== undefined)
    config['rope_scaling'] = llama3Scaling(
      path,
      await readFloat32(path, factors),
      Number(config['rope_theta']),
    );
  const heads = metadata.needNumber(`${architecture}.attention.head_count`);
  const keyValueHeads = metadata.number(`${architecture}.attention.head_count_kv`) ?? heads;
  const tensors = new Map<string, TensorInfo>();
  const faults: string[] = [];
  for (const { name: ggufName, dims, type, offset, bytes } of stored) {
    if (ggufName === ROPE_FACTORS) continue;
    const name = huggingFaceName(architecture, ggufName);
    if (name === null) {
      faults.push(`tensor "${ggufName}" has no counterpart in a Hugging Face ${architecture} model`);
      continue;
    }
    const undo = storedAs(architecture, ggufName, heads, keyValueHeads);
    // ggml lists the contiguous dimension first; a transposed one is thereby already in Hugging Face's order
    const shape = undo?.kind === 'transposed' ? dims : dims.toReversed();
    tensors.set(name, {
      name,
      shape,
      dtype: type,
      file: path,
      offset,
      bytes,
      ...(undo ? { storedAs: undo } : {}),
    });
  }
  throwFaults(path, faults);
  return { config, tensors, metadata };
}

/** A small tensor's numbers. */
async function readFloat32(path: string, tensor: GgufTensor): Promise<Float32Array> {
  const count = tensor.dims.reduce((a, b) => a * b, 1);
  if (tensor.type !== 'F32' || count > MAX_FREQUENCIES)
    throw new LoadError(
      `${path}: tensor "${tensor.name}" is ${tensor.type} [${tensor.dims}], expected at most ${MAX_FREQUENCIES} F32.`,
    );
  const out = new Float32Array(count);
  const file = await open(path, 'r');
  try {
    await file.read(new Uint8Array(out.buffer), 0, tensor.bytes, tensor.offset);
  } finally {
    await file.close();
  }
  return out;
}

async function decode(path: string): Promise<GgufMetadata> {
  try {
    const { metadata } = await gguf(path, { allowLocalFile: true });
    return ggufMetadata(path, { ...metadata });
  } catch (cause) {
    throw new LoadError(`${path}: unreadable GGUF metadata: ${(cause as Error).message}`, { cause });
  }
}
