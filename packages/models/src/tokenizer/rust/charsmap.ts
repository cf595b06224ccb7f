/**
 * SentencePiece's table of normalisations (`precompiled_charsmap`): the length of a double-array trie (Darts), the trie, and the texts that
 * its leaves point at. The Rust library trusts it and ends the process where a pointer leads astray, so all of them are followed here.
 * Source: SentencePiece `src/normalizer.cc`, `DecodePrecompiledCharsMap`; Darts-clone, `DoubleArrayUnit`.
 */

/** What is wrong with the table, or null. */
export function faultOfCharsMap(base64: string): string | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return 'is not base64';
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 4) return `has ${bytes.length} bytes, expected at least 4`;
  const size = bytes.readUInt32LE(0);
  if (size % 4 !== 0 || size === 0 || 4 + size > bytes.length)
    return `announces a table of ${size} bytes in ${bytes.length}`;
  const texts = bytes.subarray(4 + size);
  if (!isUtf8(texts)) return 'holds texts that are not UTF-8';
  const units = size / 4;
  for (let i = 0; i < units; i++) {
    const unit = bytes.readUInt32LE(4 + 4 * i);
    // Units above hold values.
    if (unit >= 0x80000000) continue;
    const offset = (unit >>> 10) << ((unit & 0x200) >>> 6);
    const child = (i ^ offset) >>> 0;
    // Whatever byte is read next, the search looks at one of 256 units from there on.
    if ((child | 0xff) >>> 0 >= units) return `leads out of its table at unit ${i}`;
    if ((unit & 0x100) === 0) continue;
    const value = bytes.readUInt32LE(4 + 4 * child) & 0x7fffffff;
    if (value > texts.length || (value < texts.length && (texts[value]! & 0xc0) === 0x80))
      return `points at no text from unit ${i}`;
  }
  return null;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
