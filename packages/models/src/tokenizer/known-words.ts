/**
 * Tokens of words that were met before. Byte-level pairs are merged within a word and never across two, so a text's tokens are its words'.
 * Prompts repeat their words, and the Rust library takes some 70 µs a text with a turn of its thread; a known word takes a look into a table.
 *
 * Only texts are cut here that every implementation cuts alike: printable ASCII and line breaks, in which no added token stands. Words are
 * cut by GPT-2's expression (Radford et al. 2019, `encoder.py`), digits alone before it where the file says so (SmolLM). All else goes to
 * the library whole.
 */
import { LoadError } from '@adaptbench/core';

/** The library's two calls, without special tokens. */
export interface Encoder {
  encode(text: string): number[];
  encodeAll(texts: readonly string[]): number[][];
}

/** Characters of words that are kept; more are forgotten, and begin anew. */
const MOST_CHARACTERS = 2 ** 20;

const ALIKE = /^[\n\x20-\x7e]*$/;
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+/g;
const DIGITS = /([0-9])/;

/** The same encoder, which asks the library for new words alone; the library itself where a tokenizer.json is of another kind. */
export function knownWords(
  library: Encoder,
  json: Readonly<Record<string, unknown>>,
  added: readonly string[],
  most = MOST_CHARACTERS,
): Encoder {
  const cut = cutterOf(json);
  if (cut === null) return library;
  const known = new Map<string, readonly number[]>();
  let characters = 0;
  const learn = (words: readonly string[]): void => {
    const all = library.encodeAll(words);
    words.forEach((word, i) => {
      known.set(word, all[i]!);
      characters += word.length;
    });
  };
  const cuttable = (text: string): boolean =>
    ALIKE.test(text) && !added.some((token) => text.includes(token));
  const encodeAll = (texts: readonly string[]): number[][] => {
    const cuts = texts.map((text) => (cuttable(text) ? cut(text) : null));
    const open = cuts.flatMap((words, i) => (words === null ? [texts[i]!] : []));
    const whole = open.length === 0 ? [] : library.encodeAll(open);
    const unknown = [...new Set(cuts.flatMap((words) => words ?? []))].filter((word) => !known.has(word));
    if (unknown.length > 0) learn(unknown);
    let next = 0;
    const ids = cuts.map((words) =>
      words === null ? whole[next++]! : words.flatMap((word) => known.get(word)!),
    );
    if (characters > most) {
      known.clear();
      characters = 0;
    }
    return ids;
  };
  return {
    encode(text) {
      try {
        return encodeAll([text])[0]!;
      } catch (error) {
        // Its words are told of as a text of the user's own.
        if (error instanceof LoadError) return library.encode(text);
        throw error;
      }
    },
    encodeAll,
  };
}

/** How a text becomes words; null where words are no matter of byte-level pairs alone. */
function cutterOf(json: Readonly<Record<string, unknown>>): ((text: string) => string[]) | null {
  const { model, normalizer, pre_tokenizer: pre } = json;
  const composes = normalizer === null || normalizer === undefined || kindOf(normalizer) === 'NFC';
  if (kindOf(model) !== 'BPE' || !composes) return null;
  const words = (text: string): string[] => text.match(WORDS) ?? [];
  if (isByteLevel(pre)) return words;
  const steps = kindOf(pre) === 'Sequence' ? fieldOf(pre, 'pretokenizers') : null;
  if (!Array.isArray(steps) || steps.length !== 2) return null;
  const [digits, bytes] = steps as unknown[];
  const alone = kindOf(digits) === 'Digits' && fieldOf(digits, 'individual_digits') === true;
  return alone && isByteLevel(bytes) ? (text) => text.split(DIGITS).flatMap(words) : null;
}

const isByteLevel = (step: unknown): boolean =>
  kindOf(step) === 'ByteLevel' &&
  fieldOf(step, 'add_prefix_space') === false &&
  fieldOf(step, 'use_regex') !== false;

const kindOf = (step: unknown): unknown => fieldOf(step, 'type');

const fieldOf = (step: unknown, field: string): unknown =>
  typeof step === 'object' && step !== null ? (step as Readonly<Record<string, unknown>>)[field] : undefined;
