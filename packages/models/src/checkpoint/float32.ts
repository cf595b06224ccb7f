/**
 * Weights as float32 that can be memory-mapped. A checkpoint of float32 safetensors is used where it lies. Anything else is converted once,
 * tensor by tensor, into a safetensors file in the cache named by content hash. Its tensors begin at multiples of 64 bytes. Gaps are filled
 * by tensors named `__padding.N`, because the format allows no holes.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadError, safetensorsHeader } from '@adaptbench/core';
import type { SafetensorsDtype } from '@adaptbench/core';
import { cacheFolder, writeWhole } from './cache.ts';
import type { PlacedTensor, TensorInfo } from './checkpoint.ts';
import { convertTensor } from './convert.ts';
import { readSafetensorsFile } from './safetensors-file.ts';

const ALIGN = 64;

/**
 * These tensors as float32, little-endian. All lie in one file unless the checkpoint is itself float32 in several shards.
 * @param wanted tensors of floats: `weightsOf` has checked them
 * @param contentHash of the checkpoint: what was converted under this hash is used again
 * @throws LoadError where the disk is full
 */
export async function float32Weights(
  wanted: readonly TensorInfo[],
  contentHash: string,
  cacheDir?: string,
): Promise<ReadonlyMap<string, PlacedTensor>> {
  if (wanted.every((t) => t.dtype === 'F32' && !t.storedAs && t.file.endsWith('.safetensors')))
    return new Map(wanted.map((tensor) => [tensor.name, tensor]));
  const sorted = wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const set = createHash('sha256').update(sorted.map((t) => t.name).join('\n'));
  const path = join(
    cacheFolder(cacheDir),
    'float32',
    `${contentHash}-${set.digest('hex').slice(0, 16)}.safetensors`,
  );
  let file = await converted(path);
  if (file === null) {
    await convert(sorted, path);
    file = await readSafetensorsFile(path);
  }
  const tensors = file;
  return new Map(sorted.map(({ name }) => [name, tensors.get(name)!]));
}

/** What an earlier run converted, or null where there is nothing or it was damaged since. */
async function converted(path: string): Promise<Map<string, TensorInfo> | null> {
  try {
    return await readSafetensorsFile(path);
  } catch (error) {
    if (error instanceof LoadError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function convert(tensors: readonly TensorInfo[], path: string): Promise<void> {
  const layout: { name: string; dtype: SafetensorsDtype; shape: readonly number[]; bytes: number }[] = [];
  for (const { name, shape } of tensors) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    layout.push({ name, dtype: 'F32', shape, bytes });
    const gap = -bytes & (ALIGN - 1);
    if (gap > 0) layout.push({ name: `__padding.${layout.length}`, dtype: 'U8', shape: [gap], bytes: gap });
  }
  const header = safetensorsHeader(layout, { format: 'pt' }, ALIGN);
  const total = layout.reduce((sum, { bytes }) => sum + bytes, header.length);
  const sources = new Map<string, FileHandle>();
  try {
    await writeWhole(path, total, async (out) => {
      await writeAll(out, header);
      for (const tensor of tensors) {
        let source = sources.get(tensor.file);
        if (!source) sources.set(tensor.file, (source = await open(tensor.file, 'r')));
        let bytes = 0;
        for await (const numbers of convertTensor(source, tensor)) {
          await writeAll(out, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
          bytes += numbers.byteLength;
        }
        await writeAll(out, new Uint8Array(-bytes & (ALIGN - 1)));
      }
    });
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`${path}: converting to float32 failed: ${(cause as Error).message}`, { cause });
  } finally {
    for (const source of sources.values()) await source.close();
  }
}

async function writeAll(out: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await out.write(bytes, at)).bytesWritten;
}
