/**
 * A tokenizer that remembers. On its way to an answer a text is tokenised again and again: with each label, to see whether it fits, and
 * to be read. Whole texts are remembered, so that ids are those of the tokenizer itself.
 */
import type { Tokenizer } from '../contracts/tokenizer.ts';

export interface RememberingTokenizer extends Tokenizer {
  /** Begins anew, e.g. before a request that is timed. */
  forget(): void;
}

/** Texts that are tokenised at once. */
const TOGETHER = 512;
/** Ids of so many texts are kept, 2 MiB of them: enough for some hundred items with a thousand tokens each. */
const MOST_TOKENS = 2 ** 19;

export function remembering(tokenizer: Tokenizer, most = MOST_TOKENS): RememberingTokenizer {
  const known = new Map<string, Int32Array>();
  let tokens = 0;
  const forget = (): void => {
    known.clear();
    tokens = 0;
  };
  const keep = (text: string, ids: readonly number[]): void => {
    tokens += ids.length;
    known.set(text, Int32Array.from(ids));
  };
  return {
    ...tokenizer,
    forget,
    encode(text) {
      const found = known.get(text);
      if (found) return Array.from(found);
      const ids = tokenizer.encode(text);
      if (tokens + ids.length > most) forget();
      keep(text, ids);
      return ids;
    },
    ahead(texts) {
      const open = [...new Set(texts)].filter((text) => text !== '' && !known.has(text));
      if (tokenizer.encodeAll === undefined || open.length < 2) return;
      let room = most - tokens;
      for (let at = 0; at < open.length; at += TOGETHER) {
        const some = open.slice(at, at + TOGETHER);
        const all = tokenizer.encodeAll(some);
        const size = all.reduce((n, ids) => n + ids.length, 0);
        if (size > room && at === 0) {
          forget();
          room = most;
        }
        // Those before them would be lost.
        if (size > room) return;
        room -= size;
        some.forEach((text, i) => keep(text, all[i]!));
      }
    },
  };
}
