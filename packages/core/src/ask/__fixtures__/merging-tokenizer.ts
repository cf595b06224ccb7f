/** A tokenizer that can be told what grows together. */
import type { Tokenizer } from '../../contracts/tokenizer.ts';

/** A token a character, but `merges` (longest first) are one token each, from id 60000 on. Ends with 2. */
export const mergingTokenizer = (bos: number | null, merges: readonly string[] = []): Tokenizer => ({
  vocabularySize: 61_000,
  bos,
  eos: [2],
  encode(text) {
    const ids: number[] = [];
    for (let rest = text; rest !== '';) {
      const piece = merges.find((m) => rest.startsWith(m)) ?? rest[0]!;
      ids.push(merges.includes(piece) ? 60_000 + merges.indexOf(piece) : piece.charCodeAt(0));
      rest = rest.slice(piece.length);
    }
    return ids;
  },
  decode: (ids) => ids.map((id) => (id >= 60_000 ? merges[id - 60_000]! : String.fromCharCode(id))).join(''),
  chat: null,
});
