/** tokenizer.json and tokenizer_config.json of a byte-level BPE, as Hugging Face's `tokenizers` and transformers read them. */
import { type Merge, byteCharacters } from './train-bpe.ts';

/** Stands at the beginning and at the end of every document; id 0. */
const END_OF_TEXT = '<|endoftext|>';

export function tokenizerJson(merges: readonly Merge[]): Record<string, unknown> {
  const tokens = [END_OF_TEXT, ...byteCharacters, ...merges.map(([a, b]) => a + b)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: END_OF_TEXT,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: END_OF_TEXT, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [
        { SpecialToken: { id: END_OF_TEXT, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: { [END_OF_TEXT]: { id: END_OF_TEXT, ids: [0], tokens: [END_OF_TEXT] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id])),
      merges,
    },
  };
}

export const tokenizerConfig = (contextLength: number): Record<string, unknown> => ({
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: END_OF_TEXT,
  eos_token: END_OF_TEXT,
  clean_up_tokenization_spaces: false,
  model_max_length: contextLength,
});
