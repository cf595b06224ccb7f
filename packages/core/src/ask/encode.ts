/**
 * From text to tokens: a text whose second part is scored or trained on, and texts that hold a patch's virtual tokens. Those are trained
 * embeddings that stand where a word might.
 */
import type { AnswerEnd } from '../contracts/language-model.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';

export interface EncodedPair {
  /** Begin-of-text token where the model wants one, context, continuation. */
  readonly ids: readonly number[];
  /** Index in `ids` of the continuation's first token; at least 1. */
  readonly from: number;
}

/**
 * The whole string is tokenised at once, so that the boundary falls as it does in running text; the continuation is the tail after as
 * many tokens as the context alone takes. White space that ends the context belongs to the continuation (as in
 * lm-evaluation-harness' `_encode_pair`). With an `end`, the continuation's last token is what ends it.
 */
export function encodePair(
  tokenizer: Tokenizer,
  context: string,
  continuation: string,
  end: AnswerEnd | null = null,
): EncodedPair {
  // A virtual token is no running text: all that stands before it is context.
  const trimmed = VIRTUAL.test(continuation) ? context : context.trimEnd();
  const moved = context.slice(trimmed.length) + continuation;
  const head = encodeText(tokenizer, trimmed);
  const plain = encodeText(tokenizer, trimmed + moved);
  const { ids, kept } = withEnd(tokenizer, trimmed + moved, plain, end);
  const from = Math.min(head.length, plain.length - 1, kept);
  // Nothing stands before the continuation, or all of it has become one token with the context.
  if (from < 1 || (trimmed === '' && tokenizer.bos === null))
    return { ids: [tokenizer.eos[0]!, ...ids], from: 1 };
  return { ids, from };
}

/**
 * The tokens of a text and of what ends it. Where they grow together (`!` and two line breaks may be one token), the text's own tokens
 * are those of running text: only the first `kept` are as they were.
 */
function withEnd(
  tokenizer: Tokenizer,
  text: string,
  plain: readonly number[],
  end: AnswerEnd | null,
): { ids: readonly number[]; kept: number } {
  if (end === null) return { ids: plain, kept: plain.length };
  if ('token' in end) return { ids: [...plain, end.token], kept: plain.length };
  const running = encodeText(tokenizer, text + end.text);
  const differs = plain.findIndex((id, i) => id !== running[i]);
  if (differs < 0) return { ids: running.slice(0, plain.length + 1), kept: plain.length };
  const length = tokenizer.decode(plain.slice(differs)).length;
  let n = differs + 1;
  while (n < running.length && tokenizer.decode(running.slice(differs, n)).length <= length) n++;
  return { ids: running.slice(0, n), kept: differs };
}

/** A text that begins with virtual tokens. */
const VIRTUAL = /^[\u{F0000}-\u{FFFFD}]/u;

/** The id of the first virtual token: above every vocabulary, and exact in float32. */
export const VIRTUAL_IDS = 2 ** 24;
/** Virtual tokens are written as characters of this private-use plane, which no text holds. */
const FIRST_VIRTUAL = 0xf0000;
const MOST_VIRTUAL = 0xfffd;

/** The index of a token among the logits that answers come from: that of a label where a head gives them, else the token itself. */
export const logitOf = (id: number): number => (id >= VIRTUAL_IDS ? id - VIRTUAL_IDS : id);

/** The j-th virtual token as a character of a prompt; its id is VIRTUAL_IDS + j. */
export function virtualToken(j: number): string {
  if (!(j >= 0 && j < MOST_VIRTUAL))
    throw new RangeError(`virtual token ${j}: expected 0..${MOST_VIRTUAL - 1}`);
  return String.fromCodePoint(FIRST_VIRTUAL + j);
}
/** n virtual tokens, from the `first` on. */
export const virtualTokens = (n: number, first = 0): string =>
  Array.from({ length: n }, (_, i) => virtualToken(first + i)).join('');

/**
 * Tokens of a text that stands at the beginning; never empty. A begin-of-text token comes before the first word, after virtual tokens
 * that lead the text.
 */
export function encodeText(tokenizer: Tokenizer, text: string): number[] {
  const [lead = ''] = /^[\u{F0000}-\u{FFFFD}]*/u.exec(text) ?? [];
  const ids = encodePieces(tokenizer, text.slice(lead.length));
  const begun = tokenizer.bos !== null && ids[0] !== tokenizer.bos ? [tokenizer.bos, ...ids] : ids;
  const all = [...virtualIds(lead), ...begun];
  // Something must stand before the first scored token.
  return all.length > 0 ? all : [tokenizer.eos[0]!];
}

const virtualIds = (characters: string): number[] =>
  Array.from(characters, (c) => VIRTUAL_IDS + c.codePointAt(0)! - FIRST_VIRTUAL);

function encodePieces(tokenizer: Tokenizer, text: string): number[] {
  if (!/[\u{F0000}-\u{FFFFD}]/u.test(text)) return tokenizer.encode(text);
  return text
    .split(/([\u{F0000}-\u{FFFFD}]+)/u)
    .flatMap((piece, i) => (i % 2 === 1 ? virtualIds(piece) : piece === '' ? [] : tokenizer.encode(piece)));
}
