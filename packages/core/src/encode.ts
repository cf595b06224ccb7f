/** From text to tokens where a text has two parts, one that is given and one that is scored or trained on. */
import type { Tokenizer } from './tokenizer.ts';

export interface EncodedPair {
  /** Begin-of-text token where the model wants one, context, continuation. */
  readonly ids: readonly number[];
  /** Index in `ids` of the continuation's first token; at least 1. */
  readonly from: number;
}

/**
 * The whole string is tokenised at once, so that the boundary falls as it does in running text; the continuation is the tail after as
 * many tokens as the context alone takes. White space that ends the context belongs to the continuation (as in
 * lm-evaluation-harness' `_encode_pair`).
 */
export function encodePair(tokenizer: Tokenizer, context: string, continuation: string): EncodedPair {
  const trimmed = context.trimEnd();
  const moved = context.slice(trimmed.length) + continuation;
  const head = encodeText(tokenizer, trimmed);
  const ids = encodeText(tokenizer, trimmed + moved);
  return { ids, from: Math.min(head.length, ids.length - 1) };
}

/** Tokens of a text that stands at the beginning; never empty. */
export function encodeText(tokenizer: Tokenizer, text: string): number[] {
  const ids = tokenizer.encode(text);
  if (tokenizer.bos !== null && ids[0] !== tokenizer.bos) return [tokenizer.bos, ...ids];
  // Something must stand before the first scored token.
  return ids.length > 0 ? ids : [tokenizer.eos[0]!];
}
