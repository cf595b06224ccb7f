/** Core's tokenizer on Hugging Face's Rust library: a tokenizer.json, the tokens named beside it and the chat template. */
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { chatTemplate } from './chat.ts';
import { type Beside, tokensElsewhere } from './elsewhere.ts';
import { type RustTokenizer, openRust } from './rust/library.ts';
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
  /** undefined: what tokenizer_config.json or the post-processor of tokenizer.json puts in front, if anything. */
  readonly bos?: number | null;
  /** Every id that anyone says ends a text; unknown ones are left out. */
  readonly eos: readonly number[];
  /** Jinja source, or null. */
  readonly template: string | null;
}

/** @throws LoadError where the parts make no tokenizer or no token ends a text */
export async function makeTokenizer(parts: TokenizerParts): Promise<Tokenizer> {
  const { source, template, beside } = parts;
  const checked = checkTokenizer(source, parts.json);
  const { added, ids, named } = tokensElsewhere(checked.added, beside);
  if (beside.config['split_special_tokens'] === true)
    throw new LoadError(
      `${source}: tokenizer_config.json says split_special_tokens, which is not supported: special tokens in a text are taken whole. Set it to false.`,
    );
  const rust = await openRust(source, parts.text, added);
  checkIds(source, rust, new Map([...checked.added.map((t) => [t.content, t.id] as const), ...ids]));
  const later = rust.idsOf(added.map((token) => token.content)).filter((id) => id !== null);
  const known = new Set(parts.eos.filter((id) => rust.tokensOf([id])[0] !== null));
  const texts = [named.get('eos_token') ?? '', ...turnEnds.filter((end) => template?.includes(end))];
  const eos = [...new Set([...known, ...rust.idsOf(texts).filter((id) => id !== null)])];
  if (eos.length === 0)
    throw new LoadError(
      `${source}: no token ends a text: expected "eos_token" in tokenizer_config.json or "eos_token_id" in config.json.`,
    );
  const bos = parts.bos === undefined ? leadingToken(source, rust, beside, named) : parts.bos;
  const written = (role: string, id: number | null | undefined): string =>
    named.get(role) ?? (id === null || id === undefined ? '' : (rust.tokensOf([id])[0] ?? ''));
  const clean = beside.config['clean_up_tokenization_spaces'] === true && checked.model !== 'BPE';
  return {
    vocabularySize: Math.max(checked.size, ...later.map((id) => id + 1)),
    bos,
    eos,
    encode: (text) => (text === '' ? [] : rust.encode(text, false)),
    decode: (tokens) => (clean ? cleanedUp(rust.decode(tokens)) : rust.decode(tokens)),
    chat: chatTemplate(source, template, {
      ...Object.fromEntries(named),
      bos_token: written('bos_token', bos),
      eos_token: written('eos_token', eos[0]),
    }),
  };
}

/** Ends of a turn in the chat templates in use; a model trained on one stops with it even where its config names another. */
const turnEnds = ['<|im_end|>', '<|eot_id|>', '<|end|>', '<end_of_turn>', '<|endoftext|>', '</s>'];

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

/** What is put in front of a text, if anything. */
function leadingToken(
  source: string,
  rust: RustTokenizer,
  { config }: Beside,
  named: ReadonlyMap<string, string>,
): number | null {
  // Said there, it takes the place of the post-processor.
  const asked = config['add_bos_token'];
  if (typeof asked === 'boolean') {
    const bos = named.get('bos_token');
    return asked && bos !== undefined ? (rust.idsOf([bos])[0] ?? null) : null;
  }
  const plain = rust.encode('a', false);
  const full = rust.encode('a', true);
  const front = full.findIndex((_, at) => plain.every((id, i) => full[at + i] === id));
  if (front > 1)
    throw new LoadError(
      `${source}: its post-processor puts ${front} tokens in front of a text; at most one is supported. Take all but one out of post_processor.`,
    );
  return front === 1 ? full[0]! : null;
}

/** As transformers does for vocabularies of whole words. */
const cleanedUp = (text: string): string =>
  [' .', ' ?', ' !', ' ,', " ' ", " n't", " 'm", " 's", " 've", " 're"].reduce(
    (out, mark) => out.replaceAll(mark, mark.trim()),
    text,
  );
