/**
 * Bytes of tokens that were met before. A byte-level token is its bytes, written as characters that can be seen, and a text is what the bytes
 * of its tokens spell (Radford et al. 2019, `encoder.py`). A model that writes is read again after every token, to see whether it is to
 * stop; the Rust library takes a turn of its thread each time.
 */

/** The library's two calls; special tokens and unknown ids are left out of a text. */
export interface Decoder {
  decode(ids: readonly number[]): string;
  tokensOf(ids: readonly number[]): (string | null)[];
}

/** The same decoder, which asks the library for new tokens alone; the library itself where a tokenizer.json is of another kind. */
export function knownBytes(
  library: Decoder,
  json: Readonly<Record<string, unknown>>,
  added: readonly string[],
): Decoder['decode'] {
  const { decoder } = json;
  if (typeof decoder !== 'object' || decoder === null || !('type' in decoder) || decoder.type !== 'ByteLevel')
    return (ids) => library.decode(ids);
  const apart = new Set(added);
  /** null: an added token, of which the library knows whether it is left out. */
  const known = new Map<number, Uint8Array | null>();
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  return (ids) => {
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    if (unknown.length > 0)
      library.tokensOf(unknown).forEach((token, i) => {
        known.set(unknown[i]!, token !== null && apart.has(token) ? null : bytesOf(token ?? ''));
      });
    const parts: Uint8Array[] = [];
    for (const id of ids) {
      const bytes = known.get(id);
      if (!bytes) return library.decode(ids);
      parts.push(bytes);
    }
    return utf8.decode(Buffer.concat(parts));
  };
}

/** A token with characters that stand for no byte is taken as it is written. */
function bytesOf(token: string): Uint8Array {
  const bytes = Array.from(token, (character) => BYTES.get(character));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : Buffer.from(token);
}

/** Bytes that can be seen in Latin-1 are written as themselves, the others as the characters from 256 on. */
const BYTES: ReadonlyMap<string, number> = new Map(
  (() => {
    let others = 256;
    return Array.from({ length: 256 }, (_, byte): [string, number] => {
      const seen = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
      return [String.fromCodePoint(seen ? byte : others++), byte];
    });
  })(),
);
