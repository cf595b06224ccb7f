/** The trained model as a Hugging Face folder: config.json, generation_config.json, tokenizer files, model.safetensors in bfloat16. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Tensors, safetensorsHeader } from '@adaptbench/core';
import { config } from '../recipe.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What every program needs besides weights. */
export async function writeTokenizer(
  folder: string,
  tokenizer: Readonly<Record<string, unknown>>,
  tokenizerConfig: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'tokenizer.json'), json(tokenizer));
  await writeFile(path.join(folder, 'tokenizer_config.json'), json(tokenizerConfig));
}

export async function writeModel(folder: string, weights: Tensors): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'config.json'),
    json({ ...config, dtype: 'bfloat16', torch_dtype: 'bfloat16', use_cache: true }),
  );
  await writeFile(
    path.join(folder, 'generation_config.json'),
    json({ bos_token_id: config.bos_token_id, eos_token_id: config.eos_token_id }),
  );
  await writeFile(path.join(folder, 'model.safetensors'), bfloat16File(weights));
}

/** Tensors in bfloat16, one after the other, sorted by name. */
function bfloat16File(weights: Tensors): Uint8Array {
  const sorted = [...weights].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const header = safetensorsHeader(
    sorted.map(([name, { shape, data }]) => ({ name, dtype: 'BF16', shape, bytes: 2 * data.length })),
    { format: 'pt' },
  );
  return Buffer.concat([header, ...sorted.map(([, { data }]) => littleEndian(bfloat16(data)))]);
}

/** The upper halves of float32 numbers, rounded to the nearest, ties to even. */
function bfloat16(data: Float32Array): Uint16Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  return Uint16Array.from(bits, (b) => (b + 0x7fff + ((b >>> 16) & 1)) >>> 16);
}

function littleEndian(words: Uint16Array): Uint8Array {
  const out = Buffer.alloc(2 * words.length);
  words.forEach((word, i) => out.writeUInt16LE(word, 2 * i));
  return out;
}

/** The same numbers as float32, after what bfloat16 loses. */
export const asStored = (weights: Tensors): Tensors =>
  new Map(
    [...weights].map(([name, { shape, data }]) => {
      const bits = Uint32Array.from(bfloat16(data), (word) => word * 65_536);
      return [name, { shape, data: new Float32Array(bits.buffer) }];
    }),
  );
