/** safetensors in memory. A float32 tensor that is given must be the bytes that the header points to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Tensors, readSafetensors } from '@adaptbench/core';
import { fixtures } from '@adaptbench/testing';
import type { Parser, Seed } from '../parser.ts';
import { fromSeeds } from '../seeds.ts';
import { reading } from '../verdict.ts';

const file = (...names: string[]): Seed => ({
  files: new Map([['file', Uint8Array.from(readFileSync(path.join(fixtures, ...names)))]]),
  mutable: { file: 'bytes' },
});

export const safetensors: Parser = {
  name: 'safetensors, in memory',
  through: 'readSafetensors',
  weight: 12,
  open: () => {
    const seeds = [
      file('tiny-llama', 'lora-qv', 'after.safetensors'),
      file('tiny-llama', 'layer-norms', 'after.safetensors'),
      file('tiny-llama', 'prompt-tuning', 'after.safetensors'),
      file('tiny-llama-f16', 'model.safetensors'),
    ];
    return Promise.resolve({
      input: (r) => fromSeeds(r, seeds),
      read: ({ files }) => {
        const bytes = files.get('file')!;
        return reading(
          () => readSafetensors(bytes),
          (tensors) => difference(bytes, tensors),
        );
      },
    });
  },
};

function difference(bytes: Uint8Array, tensors: Tensors): string | null {
  const buffer = Buffer.from(bytes);
  const length = Number(buffer.readBigUInt64LE(0));
  const header = new Map(
    Object.entries(JSON.parse(buffer.subarray(8, 8 + length).toString('utf8')) as object),
  ) as Map<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  header.delete('__metadata__');
  if (header.size !== tensors.size) return `${tensors.size} tensors of ${header.size}`;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of header) {
    const tensor = tensors.get(name);
    if (!tensor) return `"${name}" is missing`;
    if (JSON.stringify(tensor.shape) !== JSON.stringify(shape)) return `"${name}" has another shape`;
    if (dtype !== 'F32') continue;
    const { data } = tensor;
    const own = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (!own.equals(buffer.subarray(8 + length + from, 8 + length + to))) return `"${name}" has other bytes`;
  }
  return null;
}
