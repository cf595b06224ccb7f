/** Headers of safetensors files on disk: one file, or shards with their index. The tensors' bytes are never read here. */
import { dirname, join } from 'node:path';
import {
  HEAD_BYTES,
  LoadError,
  isPlainName,
  parseSafetensorsHeader,
  safetensorsHeaderBytes,
  throwFaults,
} from '@adaptbench/core';
import type { TensorInfo } from './checkpoint.ts';
import { weightsImpostor } from '../files/impostor.ts';
import { readJsonFile } from '../files/json-file.ts';
import { withFile } from '../files/regular-file.ts';

/** Every tensor of one file. @throws LoadError where it is faulty */
export async function readSafetensorsFile(path: string): Promise<Map<string, TensorInfo>> {
  return withFile(path, async (file, size) => {
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const other = weightsImpostor(head.subarray(0, bytesRead), 'safetensors');
    if (other !== null) throw new LoadError(`${path}: ${other}`);
    const headerBytes = safetensorsHeaderBytes(head.subarray(0, bytesRead), size, path);
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
  });
}

/**
 * Every tensor of the shards that a `model.safetensors.index.json` names, which lie beside it. A tensor that the index names and no shard
 * holds is passed over, as transformers does: where the model needs it, it is missing there.
 * @throws LoadError naming every shard that is missing or faulty
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
  const out = new Map<string, TensorInfo>();
  // In order: of a tensor that lies in two shards, transformers takes the later one.
  for (const shard of [...new Set(weightMap.values())].toSorted()) {
    const result = await readShard(shard);
    if (typeof result === 'string') faults.push(result);
    else for (const [name, tensor] of result) out.set(name, tensor);
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
  const { value } = await readJsonFile(path);
  const map = value['weight_map'];
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
