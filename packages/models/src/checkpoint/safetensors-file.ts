/** Headers of safetensors files on disk: one file, or shards with their index. The tensors' bytes are never read here. */
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  LoadError,
  fileError,
  isPlainName,
  parseSafetensorsHeader,
  safetensorsHeaderBytes,
  throwFaults,
} from '@adaptbench/core';
import type { TensorInfo } from './checkpoint.ts';

/** Every tensor of one file. @throws LoadError where it is absent or faulty */
export async function readSafetensorsFile(path: string): Promise<Map<string, TensorInfo>> {
  try {
    return await readTensors(path);
  } catch (cause) {
    throw fileError(cause, path);
  }
}

async function readTensors(path: string): Promise<Map<string, TensorInfo>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const prefix = Buffer.alloc(8);
    const { bytesRead } = await file.read(prefix, 0, 8, 0);
    const headerBytes = safetensorsHeaderBytes(prefix.subarray(0, bytesRead), size, path);
    const json = Buffer.alloc(headerBytes);
    const { bytesRead: got } = await file.read(json, 0, headerBytes, 8);
    if (got !== headerBytes) throw new LoadError(`${path}: the file changed while it was read.`);
    const dataStart = 8 + headerBytes;
    const { tensors } = parseSafetensorsHeader(json, size - dataStart, path);
    return new Map(
      [...tensors.values()].map(({ name, shape, dtype, start, end }) => [
        name,
        { name, shape, dtype, file: path, offset: dataStart + start, bytes: end - start },
      ]),
    );
  } finally {
    await file.close();
  }
}

/**
 * Every tensor named in a `model.safetensors.index.json`, from the shards beside it.
 * @throws LoadError naming every shard that is missing or faulty and every tensor that is not where the index says
 */
export async function readShards(indexPath: string): Promise<Map<string, TensorInfo>> {
  const weightMap = await readIndex(indexPath);
  const folder = dirname(indexPath);
  const readShard = async (shard: string): Promise<Map<string, TensorInfo> | string> => {
    try {
      return await readSafetensorsFile(join(folder, shard));
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      return (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
        ? `shard "${shard}" is missing: download it too`
        : error.message;
    }
  };
  const faults: string[] = [];
  const shards = new Map<string, Map<string, TensorInfo>>();
  const names = [...new Set(weightMap.values())];
  for (const [i, result] of (await Promise.all(names.map(readShard))).entries())
    if (typeof result === 'string') faults.push(result);
    else shards.set(names[i]!, result);
  const out = new Map<string, TensorInfo>();
  for (const [name, shard] of weightMap) {
    const found = shards.get(shard)?.get(name);
    if (found) out.set(name, found);
    else if (shards.has(shard)) faults.push(`tensor "${name}" is not in shard "${shard}"`);
  }
  throwFaults(indexPath, faults);
  return out;
}

/** The shards that an index names. @throws LoadError where one is no plain file name */
export async function shardNames(indexPath: string): Promise<string[]> {
  return [...new Set((await readIndex(indexPath)).values())];
}

/** Tensor name → shard. Shards lie beside the index: a name with a folder in it is refused. */
async function readIndex(path: string): Promise<Map<string, string>> {
  let index: unknown;
  try {
    index = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new LoadError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
  const map =
    typeof index === 'object' && index !== null ? (index as Record<string, unknown>)['weight_map'] : null;
  if (typeof map !== 'object' || map === null || !Object.values(map).every((v) => typeof v === 'string'))
    throw new LoadError(`${path}: expected "weight_map" to map tensor names to shard file names.`);
  const entries = Object.entries(map as Record<string, string>);
  const odd = new Set(entries.map(([, shard]) => shard).filter((shard) => !isPlainName(shard)));
  throwFaults(
    path,
    [...odd].map((shard) => `shard ${JSON.stringify(shard.slice(0, 200))} is not a plain file name`),
  );
  return new Map(entries);
}
