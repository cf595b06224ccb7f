/** Opens a GGUF file: its tensors under Hugging Face's names, its config and its metadata. */
import { gguf } from '@huggingface/gguf';
import { LoadError } from '@adaptbench/core';
import type { TensorInfo } from '../checkpoint.ts';
import { configFromGguf } from './config.ts';
import { readGgufTensors } from './header.ts';
import { ggufMetadata } from './metadata.ts';
import type { GgufMetadata } from './metadata.ts';
import { ggufArchitectures, huggingFaceName, isGgufArchitecture, storedAs } from './names.ts';

export type { GgufMetadata } from './metadata.ts';

export interface GgufFile {
  readonly config: Record<string, unknown>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: GgufMetadata;
}

/** The metadata alone, after the whole header has been checked. */
export async function readGgufMetadata(path: string): Promise<GgufMetadata> {
  readGgufTensors(path);
  return decode(path);
}

/** @throws LoadError where the file is broken or of an architecture or tensor type that cannot be read */
export async function openGguf(path: string): Promise<GgufFile> {
  const stored = readGgufTensors(path);
  const metadata = await decode(path);
  const architecture = metadata.text('general.architecture');
  if (!isGgufArchitecture(architecture))
    throw new LoadError(
      `${path}: architecture "${architecture}": expected one of ${ggufArchitectures.join(', ')}.`,
    );
  const config = configFromGguf(architecture, metadata, new Set(stored.map((t) => t.name)));
  const heads = metadata.needNumber(`${architecture}.attention.head_count`);
  const keyValueHeads = metadata.number(`${architecture}.attention.head_count_kv`) ?? heads;
  const tensors = new Map<string, TensorInfo>();
  for (const { name: ggufName, dims, type, offset, bytes } of stored) {
    const name = huggingFaceName(architecture, ggufName);
    if (name === null) continue;
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
  return { config, tensors, metadata };
}

async function decode(path: string): Promise<GgufMetadata> {
  try {
    const { metadata } = await gguf(path, { allowLocalFile: true });
    return ggufMetadata(path, { ...metadata });
  } catch (cause) {
    throw new LoadError(`${path}: unreadable GGUF metadata: ${(cause as Error).message}`, { cause });
  }
}
