/** Core's tokenizer on Hugging Face's Rust library: a tokenizer.json, the tokens named beside it and the chat template. */
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { chatTemplate } from './chat.ts';
import { type Beside, tokensElsewhere } from './elsewhere.ts';
import { knownBytes } from './known-bytes.ts';
import { knownWords } from './known-words.ts';
import { type AddedToken, type RustTokenizer, openRust } from './rust/library.ts';
import { checkTokenizer } from './schema.ts';

export interface TokenizerParts {
  /** Where it came from, for messages. */
  readonly source: string;
  /** tokenizer.json as it lies there. */
  readonly text: string;
  /** The same, read. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The files beside it. */
  readonly beside: Beside;
  /** undefined: what the post-processor of tokenizer.json puts in front, if anything. */
  readonly bos?: number | null;
  /** Every id that anyone says ends a text; unknown ones are left out. */
  readonly eos: readonly number[];
  /** Where such a file says which; left out: in the files beside tokenizer.json. */
  readonly eosPlace?: string;
  /** Jinja source, or null. */
  readonly template: string | null;
}

/** @throws LoadError where the parts make no tokenizer or no token ends a text */
export async function makeTokenizer(parts: TokenizerParts): Promise<Tokenizer> {
  const { source, template, beside } = parts;
  const checked = checkTokenizer(source, parts.json);
  const { added, changed, ids, named } = tokensElsewhere(checked.added, beside);
  if (beside.config['split_special_tokens'] === true)
    throw new LoadError(
      `${source}: tokenizer_config.json says split_special_tokens, which is not supported: special tokens in a text are taken whole. Set it to false.`,
    );
  const listed = checked.added.map((token) => ({ ...token, ...changed.get(token.content) }));
  checkOverlap(source, [...listed, ...added]);
  const rust = await openRust(source, {
    text: changed.size === 0 ? parts.text : JSON.stringify({ ...parts.json, added_tokens: listed }),
    added,
    normalized: [...listed, ...added]
      .filter((token) => token.normalized === true)
      .map(({ content, rstrip }) => ({ content, rstrip: rstrip === true })),
  });
  checkIds(source, rust, new Map([...checked.added.map((t) => [t.content, t.id] as const), ...ids]));
  const later = rust.idsOf(added.map((token) => token.content)).filter((id) => id !== null);
  const known = new Set(parts.eos.filter((id) => rust.tokensOf([id])[0] !== null));
  const texts = [named.get('eos_token') ?? '', ...turnEnds.filter((end) => template?.includes(end))];
  const eos = [...new Set([...known, ...rust.idsOf(texts).filter((id) => id !== null)])];
  if (eos.length === 0)
    throw new LoadError(
      `${source}: no token ends a text: expected ${parts.eosPlace ?? '"eos_token" in tokenizer_config.json or "eos_token_id" in config.json'}.`,
    );
  const bos =
    parts.bos === undefined
      ? leadingToken(
          source,
          rust,
          listed.map((t) => t.content),
        )
      : parts.bos;
  const written = (id: number | null | undefined): string =>
    id === null || id === undefined ? '' : (rust.tokensOf([id])[0] ?? '');
  // A GGUF names them by number alone.
  const specials =
    named.size > 0 ? Object.fromEntries(named) : { bos_token: written(bos), eos_token: written(eos[0]) };
  const library = {
    encode: (text: string) => rust.encode(text, false),
    encodeAll: (texts: readonly string[]) => rust.encodeAll(texts, false),
  };
  const apart = [...listed, ...added].map((token) => token.content);
  const words = knownWords(library, parts.json, apart);
  const decode = knownBytes(rust, parts.json, apart);
  const clean = beside.config['clean_up_tokenization_spaces'] === true && checked.model !== 'BPE';
  return {
    vocabularySize: Math.max(checked.size, ...later.map((id) => id + 1)),
    bos,
    eos,
    encode: (text) => (text === '' ? [] : words.encode(text)),
    encodeAll: (texts) => words.encodeAll(texts),
    decode: (tokens) => (clean ? cleanedUp(decode(tokens)) : decode(tokens)),
    chat: chatTemplate(source, template, specials),
  };
}

/** Ends of a turn in the chat templates in use; a model trained on one stops with it even where its config names another. */
const turnEnds = ['<|im_end|>', '<|eot_id|>', '<|end|>', '<end_of_turn>', '<|endoftext|>', '</s>'];

/**
 * Where one token swallows the white space that another begins with, the library ends the process. (Of those that are looked for in
 * normalised text its thread says so.)
 */
function checkOverlap(source: string, tokens: readonly (Partial<AddedToken> & { content: string })[]): void {
  const own = tokens.filter((token) => token.normalized !== true);
  const swallows = own.find((token) => token.rstrip === true);
  const begins = own.find((token) => /^[\s\x85]/.test(token.content));
  if (swallows === undefined || begins === undefined) return;
  throw new LoadError(
    `${source}: the added token ${JSON.stringify(swallows.content)} takes the white space after it (rstrip) and ${JSON.stringify(begins.content)} begins with white space, which cannot go together. Set rstrip to false.`,
  );
}

/** The library numbers added tokens on from the vocabulary, whatever the files say. */
function checkIds(source: string, rust: RustTokenizer, said: ReadonlyMap<string, number>): void {
  const tokens = [...said.keys()].filter((token) => token !== '');
  const found = rust.idsOf(tokens);
  const wrong = tokens.findIndex((token, i) => said.get(token) !== found[i]);
  if (wrong < 0) return;
  const token = JSON.stringify(tokens[wrong]);
  throw new LoadError(
    `${source}: the added token ${token} is said to be number ${said.get(tokens[wrong]!)} and becomes number ${found[wrong]}: ids of added tokens go on from the vocabulary without gaps. Save the tokenizer anew with transformers.`,
  );
}

/** What the post-processor puts in front of a text, if anything; `add_bos_token` of tokenizer_config.json says nothing beside it. */
function leadingToken(source: string, rust: RustTokenizer, added: readonly string[]): number | null {
  // A text may have no tokens, or begin with the very one; another then tells.
  for (const text of ['a', 'e', '1', '.', 'The', '你', ...added.slice(0, 9)]) {
    const plain = attempt(() => rust.encode(text, false));
    const full = attempt(() => rust.encode(text, true));
    const front = full.findIndex((_, at) => plain.every((id, i) => full[at + i] === id));
    if (front > 1)
      throw new LoadError(
        `${source}: its post-processor puts ${front} tokens in front of a text; at most one is supported. Take all but one out of post_processor.`,
      );
    if (front === 1 && plain.length > 0) return full[0]!;
  }
  return null;
}

/** A vocabulary without unknown words may refuse a text. */
function attempt(encode: () => number[]): number[] {
  try {
    return encode();
  } catch (error) {
    if (error instanceof LoadError) return [];
    throw error;
  }
}

/** As transformers does for vocabularies of whole words. */
const cleanedUp = (text: string): string =>
  [' .', ' ?', ' !', ' ,', " ' ", " n't", " 'm", " 's", " 've", " 're"].reduce(
    (out, mark) => out.replaceAll(mark, mark.trim()),
    text,
  );
