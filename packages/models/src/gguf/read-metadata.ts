/** Reads the metadata of a GGUF file. */
import { gguf } from '@huggingface/gguf';
import { LoadError } from '@adaptbench/core';
import { checkRegular } from '../files/regular-file.ts';
import { readGgufTensors } from './header.ts';
import { type GgufMetadata, ggufMetadata } from './metadata.ts';

/** The metadata alone, after the whole header has been checked. */
export async function readGgufMetadata(path: string): Promise<GgufMetadata> {
  await checkRegular(path);
  readGgufTensors(path);
  return decodeMetadata(path);
}

/** Of a file whose header has been checked. */
export async function decodeMetadata(path: string): Promise<GgufMetadata> {
  try {
    const { metadata } = await gguf(path, { allowLocalFile: true });
    return ggufMetadata(path, { ...metadata });
  } catch (cause) {
    throw new LoadError(`${path}: unreadable GGUF metadata: ${(cause as Error).message}`, { cause });
  }
}
