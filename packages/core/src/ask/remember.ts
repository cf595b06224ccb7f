/**
 * A tokenizer that remembers. On its way to an answer a text is tokenised again and again: with each label, to see whether it fits, and
 * to be read. Whole texts are remembered, so that ids are those of the tokenizer itself.
 */
import type { Tokenizer } from '../contracts/tokenizer.ts';

export interface RememberingTokenizer extends Tokenizer {
  /** Begins anew, e.g. before a request that is timed. */
  forget(): void;
}

/** Ids of so many texts are kept, 2 MiB of them: enough for some hundred items with a thousand tokens each. */
const MOST_TOKENS = 2 ** 19;

export function remembering(tokenizer: Tokenizer, most = MOST_TOKENS): RememberingTokenizer {
  const known = new Map<string, Int32Array>();
  let tokens = 0;
  const forget = (): void => {
    known.clear();
    tokens = 0;
  };
  return {
    ...tokenizer,
    forget,
    encode(text) {
      const found = known.get(text);
      if (found) return Array.from(found);
      const ids = tokenizer.encode(text);
      if (tokens + ids.length > most) forget();
      tokens += ids.length;
      known.set(text, Int32Array.from(ids));
      return ids;
    },
  };
}
