/**
 * Whether head and embeddings are one matrix. config.json says so, but the file decides where it holds what contradicts: transformers
 * (`tie_weights`) ties from whichever of the two is there, and not at all where both are there and differ.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WeightSpec } from '@adaptbench/core';
import { embeddingNames } from '../architectures.ts';
import { cacheFolder, writeWhole } from './cache.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { convertTensor } from './convert.ts';
import { sha256 } from './hash.ts';
import { withFile } from '../files/regular-file.ts';

const HEAD = 'lm_head.weight';

/**
 * The checkpoint with the head's matrix as embeddings where it holds no other, and with `tie_word_embeddings` false where its two
 * matrices differ.
 * @param expected the weights that the architecture reads by config.json as it stands
 */
export async function settleTies(
  checkpoint: Checkpoint,
  expected: readonly WeightSpec[],
  cacheDir?: string,
): Promise<Checkpoint> {
  if (expected.some(({ name }) => name === HEAD)) return checkpoint;
  const name = expected.find((w) => embeddingNames.includes(w.name))?.name;
  const head = checkpoint.tensors.get(HEAD);
  if (name === undefined || head === undefined) return checkpoint;
  const embeddings = checkpoint.tensors.get(name);
  if (embeddings === undefined) {
    const tensors = new Map(checkpoint.tensors).set(name, { ...head, name });
    return { ...checkpoint, tensors };
  }
  if (await areEqual(head, embeddings, checkpoint.sha256, cacheDir)) return checkpoint;
  return {
    ...checkpoint,
    config: { ...checkpoint.config, tie_word_embeddings: false },
    notes: [
      ...checkpoint.notes,
      `config.json says tie_word_embeddings, but ${HEAD} and ${name} differ in the file: each is used as it is, as in transformers.`,
    ],
  };
}

/** Compared once for each content. */
async function areEqual(
  a: TensorInfo,
  b: TensorInfo,
  contentHash: string,
  cacheDir: string | undefined,
): Promise<boolean> {
  if (String(a.shape) !== String(b.shape)) return false;
  const note = join(cacheFolder(cacheDir), 'tied', sha256(`${contentHash}\n${b.name}`));
  const known = await readFile(note, 'utf8').catch(() => '');
  if (known === 'equal' || known === 'other') return known === 'equal';
  const equal = await haveEqualNumbers(a, b);
  await writeWhole(note, 5, async (file) => {
    await file.writeFile(equal ? 'equal' : 'other');
  });
  return equal;
}

function haveEqualNumbers(a: TensorInfo, b: TensorInfo): Promise<boolean> {
  return withFile(a.file, (fileA) =>
    withFile(b.file, async (fileB) => {
      const others = convertTensor(fileB, b);
      for await (const piece of convertTensor(fileA, a)) {
        const other = (await others.next()).value;
        if (!other || !sameBytes(piece, other)) return false;
      }
      return true;
    }),
  );
}

const sameBytes = (x: Float32Array, y: Float32Array): boolean =>
  Buffer.from(x.buffer, x.byteOffset, x.byteLength).equals(Buffer.from(y.buffer, y.byteOffset, y.byteLength));
