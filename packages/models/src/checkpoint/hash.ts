/** SHA-256 of large files, remembered in the cache by real path, size and time of change, so that each is read once. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder, writeWhole } from './cache.ts';

/** Hexadecimal SHA-256 of the file's content. */
export async function fileSha256(path: string, cacheDir?: string): Promise<string> {
  const real = await realpath(path);
  const { size, mtimeNs, ino } = await stat(real, { bigint: true });
  const key = sha256(JSON.stringify([real, `${size}`, `${mtimeNs}`, `${ino}`]));
  const note = join(cacheFolder(cacheDir), 'hashes', key);
  const known = await readFile(note, 'utf8').catch(() => '');
  if (/^[0-9a-f]{64}$/.test(known)) return known;
  const hash = createHash('sha256');
  await pipeline(createReadStream(real, { highWaterMark: 1 << 20 }), hash);
  const digest = hash.digest('hex');
  await writeWhole(note, digest.length, async (file) => {
    await file.writeFile(digest);
  });
  return digest;
}

/** Hexadecimal SHA-256 of text or bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
