/** Core's tokenizer on `@huggingface/tokenizers`: a tokenizer.json, the special tokens around it and the chat template. */
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { chatTemplate } from './chat.ts';
import { exactTokenizer } from './exact.ts';

export interface TokenizerParts {
  /** Where it came from, for messages. */
  readonly source: string;
  /** Content of tokenizer.json. */
  readonly json: Record<string, unknown>;
  /** Content of tokenizer_config.json. */
  readonly config: Record<string, unknown>;
  /** undefined: what the post-processor of tokenizer.json puts in front, if anything. */
  readonly bos?: number | null;
  /** Every token that anyone says ends a text, by id or as written; unknown ones are left out. */
  readonly eos: readonly (number | string)[];
  /** Jinja source, or null. */
  readonly template: string | null;
}

/** @throws LoadError where the parts make no tokenizer or no token ends a text */
export function makeTokenizer(parts: TokenizerParts): Tokenizer {
  const { source } = parts;
  const backend = construct(parts);
  const encode = (text: string): number[] =>
    text === '' ? [] : backend.encode(text, { add_special_tokens: false }).ids;
  let vocabularySize = 0;
  for (const id of backend.get_vocab(true).values()) vocabularySize = Math.max(vocabularySize, id + 1);
  const eos = endTokens(backend, parts);
  if (eos.length === 0)
    throw new LoadError(
      `${source}: no token ends a text: expected "eos_token" in tokenizer_config.json or "eos_token_id" in config.json.`,
    );
  const bos = parts.bos === undefined ? leadingToken(backend) : parts.bos;
  const written = (id: number | null | undefined): string =>
    id === null || id === undefined ? '' : (backend.id_to_token(id) ?? '');
  return {
    vocabularySize,
    bos,
    eos,
    encode,
    decode(ids) {
      // a model's output may be wider than its vocabulary
      const known = ids.filter((id) => backend.id_to_token(id) !== undefined);
      return known.length === 0 ? '' : backend.decode(known, { skip_special_tokens: true });
    },
    chat: chatTemplate(source, parts.template, {
      bos_token: tokenText(parts.config['bos_token']) ?? written(bos),
      eos_token: tokenText(parts.config['eos_token']) ?? written(eos[0]),
    }),
  };
}

function construct({ source, json, config }: TokenizerParts): HuggingFaceTokenizer {
  try {
    // transformers 5 cleans up spaces only where told to; this library would by default
    return new HuggingFaceTokenizer(exactTokenizer(json), { clean_up_tokenization_spaces: false, ...config });
  } catch (cause) {
    throw new LoadError(`${source}: not a usable tokenizer: ${(cause as Error).message}`, { cause });
  }
}

/** A special token as tokenizer_config.json writes it: a text or an object with its content. */
export function tokenText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { content } = value as { content?: unknown };
  return typeof content === 'string' ? content : undefined;
}

/** Ends of a turn in the chat templates in use; a model trained on one stops with it even where its config names another. */
const turnEnds = ['<|im_end|>', '<|eot_id|>', '<|end|>', '<end_of_turn>', '<|endoftext|>', '</s>'];

function endTokens(backend: HuggingFaceTokenizer, { eos, template }: TokenizerParts): number[] {
  const named = eos.map((token) => (typeof token === 'number' ? token : backend.token_to_id(token)));
  const turns = turnEnds.filter((token) => template?.includes(token)).map((t) => backend.token_to_id(t));
  const known = (id: number | undefined): id is number =>
    id !== undefined && backend.id_to_token(id) !== undefined;
  return [...new Set([...named, ...turns].filter(known))];
}

/** What the post-processor puts in front of a text, if anything. */
function leadingToken(backend: HuggingFaceTokenizer): number | null {
  const plain = backend.encode('a', { add_special_tokens: false }).ids;
  const full = backend.encode('a', { add_special_tokens: true }).ids;
  return full.length > plain.length && full[0] !== plain[0] ? full[0]! : null;
}
