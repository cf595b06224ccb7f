/**
 * How text is cut before byte-pair merging, by the name that llama.cpp gives it (`tokenizer.ggml.pre`), as tokenizer.json writes it.
 * Sources: the tokenizer.json of the models themselves; llama.cpp `src/llama-vocab.cpp` for which name means which.
 */

type PreTokenizer = Readonly<Record<string, unknown>>;

const byteLevel = (useRegex: boolean): PreTokenizer => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});

/** Cut by a regular expression, then spell bytes. */
const split = (regex: string): PreTokenizer => ({
  type: 'Sequence',
  pretokenizers: [
    { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false },
    byteLevel(false),
  ],
});

/** GPT-2's own expression is built into ByteLevel. */
const gpt2 = byteLevel(true);
/** Every digit alone (SmolLM, StarCoder). */
const digits: PreTokenizer = {
  type: 'Sequence',
  pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)],
};
const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
/** A word with whatever single character is in front of it. */
const word = '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+';
const tail = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
/** Digits in groups of up to three. */
const llama3 = split(`${contractions}|${word}|\\p{N}{1,3}|${tail}`);
/** Digits one by one. */
const qwen2 = split(`${contractions}|${word}|\\p{N}|${tail}`);

const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const before = '[^\\r\\n\\p{L}\\p{N}]?';
/** Words also cut where lower case turns to upper (Mistral NeMo). */
const tekken = split(
  `${before}${upper}*${lower}+|${before}${upper}+${lower}*|\\p{N}|${tail.replace('[\\r\\n]*', '[\\r\\n/]*')}`,
);

export interface PreTokenization {
  readonly pre: PreTokenizer;
  /** A piece that is itself a token is taken whole, even if no merges lead to it (tiktoken's way). */
  readonly ignoreMerges: boolean;
  /** Whether such vocabularies put a token in front of a text where the file does not say. */
  readonly addBos: boolean;
  /** Text is composed to NFC first. */
  readonly nfc: boolean;
}

const plain = { ignoreMerges: false, addBos: false, nfc: false };

export const preTokenizers: Readonly<Record<string, PreTokenization>> = {
  'gpt-2': { ...plain, pre: gpt2 },
  smollm: { ...plain, pre: digits },
  starcoder: { ...plain, pre: digits },
  refact: { ...plain, pre: digits },
  'minerva-7b': { ...plain, pre: digits },
  'llama-bpe': { pre: llama3, ignoreMerges: true, addBos: true, nfc: false },
  llama3: { pre: llama3, ignoreMerges: true, addBos: true, nfc: false },
  'llama-v3': { pre: llama3, ignoreMerges: true, addBos: true, nfc: false },
  qwen2: { ...plain, pre: qwen2, nfc: true },
  tekken: { pre: tekken, ignoreMerges: true, addBos: true, nfc: false },
  'deepseek-r1-qwen': { ...plain, pre: qwen2, nfc: true },
};
