/**
 * A tokenizer.json made from a GGUF's metadata: byte-level BPE (`gpt2`) and SentencePiece BPE with byte fallback (`llama`).
 * Source: transformers' `integrations/gguf/gguf_tokenizer_mapping.py` and `convert_slow_tokenizer.py` (`generate_merges`).
 */
import { LoadError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { ggufForms } from '../architectures.ts';
import type { GgufMetadata } from '../gguf/metadata.ts';
import { preTokenizers } from './pre-tokenizers.ts';
import { sentencePieceJson } from './sentencepiece.ts';
import { makeTokenizer } from './tokenizer.ts';

const KEY = 'tokenizer.ggml.';
/** `llama_token_type`: control tokens are special, user-defined ones are only matched whole. */
const CONTROL = 3;
const USER_DEFINED = 4;
/** Where SentencePiece vocabularies have these tokens unless a file says otherwise, as in llama.cpp (`llama-vocab.cpp`). */
const LLAMA_IDS = { bos: 1, eos: 2 };

/** @throws LoadError where the vocabulary is of a kind that cannot be rebuilt */
export async function tokenizerFromGguf(metadata: GgufMetadata): Promise<Tokenizer> {
  const { path } = metadata;
  const advice = "Pass --tokenizer FOLDER with the original model's tokenizer.json";
  const model = metadata.text(`${KEY}model`);
  const tokens = metadata.texts(`${KEY}tokens`);
  if (model === undefined || tokens === undefined || tokens.length === 0)
    throw new LoadError(`${path}: the file holds no tokenizer. ${advice}.`);
  const types = metadata.numbers(`${KEY}token_type`) ?? [];
  if (types.length > 0 && types.length !== tokens.length)
    throw new LoadError(`${path}: ${types.length} token types for ${tokens.length} tokens. ${advice}.`);
  const added = tokens.flatMap((content, id) =>
    types[id] === CONTROL || types[id] === USER_DEFINED
      ? [
          {
            id,
            content,
            special: types[id] === CONTROL,
            normalized: false,
            lstrip: false,
            rstrip: false,
            single_word: false,
          },
        ]
      : [],
  );
  const built =
    model === 'gpt2'
      ? byteLevelJson(metadata, tokens, advice)
      : model === 'llama'
        ? { json: sentencePieceJson(metadata, tokens, advice), addBos: true, ids: LLAMA_IDS }
        : null;
  if (built === null)
    throw new LoadError(`${path}: tokenizer "${model}": expected gpt2 or llama. ${advice}.`);
  const inVocabulary = (name: string): number | undefined => {
    const id = metadata.number(`${KEY}${name}_token_id`);
    return id !== undefined && id < tokens.length ? id : undefined;
  };
  /** The id that the file gives, or else the one that such vocabularies have it at. */
  const named = (name: 'bos' | 'eos'): number | undefined => {
    const key = `${KEY}${name}_token_id`;
    const id = metadata.number(key);
    if (id !== undefined && id >= tokens.length)
      throw new LoadError(`${path}: "${key}" is ${id}: expected one of ${tokens.length} tokens. ${advice}.`);
    return id ?? ('ids' in built && built.ids[name] < tokens.length ? built.ids[name] : undefined);
  };
  const bos = named('bos');
  const asksBos = metadata.flag(`${KEY}add_bos_token`);
  if (asksBos === true && bos === undefined)
    throw new LoadError(
      `${path}: "${KEY}add_bos_token" asks for a token in front of a text: expected its number in "${KEY}bos_token_id". ${advice}.`,
    );
  const json = { ...built.json, added_tokens: added };
  return makeTokenizer({
    source: path,
    text: JSON.stringify(json),
    json,
    beside: { config: {}, specialTokens: {}, addedTokens: {} },
    bos: bos !== undefined && (asksBos ?? built.addBos) ? bos : null,
    eos: [named('eos'), ...['eot', 'eom'].map(inVocabulary)].filter((id) => id !== undefined),
    eosPlace: `"${KEY}eos_token_id"`,
    template: metadata.text('tokenizer.chat_template') ?? null,
  });
}

function byteLevelJson(
  metadata: GgufMetadata,
  tokens: readonly string[],
  advice: string,
): { json: object; addBos: boolean } {
  const { path } = metadata;
  const merges = metadata.texts(`${KEY}merges`);
  if (merges === undefined) throw new LoadError(`${path}: the tokenizer has no merges. ${advice}.`);
  const name =
    metadata.text(`${KEY}pre`) ?? ggufForms.get(metadata.text('general.architecture') ?? '')?.preTokenizer;
  if (name === undefined)
    throw new LoadError(`${path}: the file does not say how to cut text ("tokenizer.ggml.pre"). ${advice}.`);
  const found = Object.hasOwn(preTokenizers, name) ? preTokenizers[name] : undefined;
  if (!found)
    throw new LoadError(
      `${path}: unknown pre-tokenizer "${name}": expected one of ${Object.keys(preTokenizers).join(', ')}. ${advice}.`,
    );
  const json = {
    version: '1.0',
    normalizer: found.nfc ? { type: 'NFC' } : null,
    pre_tokenizer: found.pre,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: found.ignoreMerges,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
  return { json, addBos: found.addBos };
}
