/**
 * Weights that are not numbers: NaN and infinities, which damage and diverged training leave, would make every answer NaN. Each set of
 * weights is looked through once, before its first use; the cache remembers that it was found sound.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { cacheFolder, writeWhole } from './cache.ts';
import type { PlacedTensor } from './checkpoint.ts';
import { sha256 } from './hash.ts';
import { withFile } from '../files/regular-file.ts';

/** Bytes looked through at once. */
const PIECE = 1 << 22;
const MAX_SHOWN = 4;
/** All bits of a float32's exponent: set in NaN and the infinities only. */
const EXPONENT = 0x7f800000;

/**
 * @param source names the checkpoint in messages
 * @param contentHash of the checkpoint: the weights under this hash are looked through once
 * @throws LoadError naming the tensors that hold something else than numbers
 */
export async function checkFinite(
  source: string,
  tensors: readonly PlacedTensor[],
  contentHash: string,
  cacheDir?: string,
): Promise<void> {
  const names = tensors.map((t) => t.name).toSorted();
  const note = join(cacheFolder(cacheDir), 'finite', sha256([contentHash, ...names].join('\n')));
  if ((await readFile(note, 'utf8').catch(() => '')) === SOUND) return;
  const faults: string[] = [];
  for (const tensor of tensors) {
    const at = await firstOdd(tensor);
    if (at !== null)
      faults.push(`${tensor.name} holds ${at.value} at number ${at.index} of [${tensor.shape}]`);
  }
  if (faults.length > 0)
    throw new LoadError(
      `${source}: ${faults.length} of ${tensors.length} tensors hold${faults.length === 1 ? 's' : ''} what is no number: ${faults.slice(0, MAX_SHOWN).join('; ')}${faults.length > MAX_SHOWN ? '; …' : ''}. The file is damaged or its training diverged: download it again, or use an earlier checkpoint.`,
    );
  await writeWhole(note, SOUND.length, async (file) => {
    await file.writeFile(SOUND);
  });
}

const SOUND = 'finite';

async function firstOdd(tensor: PlacedTensor): Promise<{ index: number; value: number } | null> {
  return withFile(tensor.file, async (file) => {
    const bytes = new Uint8Array(Math.min(PIECE, tensor.bytes));
    for (let from = 0; from < tensor.bytes; from += PIECE) {
      const length = Math.min(PIECE, tensor.bytes - from);
      for (let got = 0; got < length;) {
        const { bytesRead } = await file.read(bytes, got, length - got, tensor.offset + from + got);
        if (bytesRead === 0) throw new LoadError(`${tensor.file}: the file changed while it was read.`);
        got += bytesRead;
      }
      const bits = new Uint32Array(bytes.buffer, 0, length / 4);
      for (let i = 0; i < bits.length; i++)
        if ((bits[i]! & EXPONENT) === EXPONENT)
          return { index: from / 4 + i, value: new Float32Array(bytes.buffer)[i]! };
    }
    return null;
  });
}
