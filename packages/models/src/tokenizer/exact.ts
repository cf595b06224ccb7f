/**
 * Two pre-tokenizers of `@huggingface/tokenizers` 0.2 cut by JavaScript's idea of digits and white space, not Unicode's as the Rust
 * library does: `Digits` knows only 0–9 (so ², ½ and ٣ stay glued to their neighbours), `ByteLevel` misses U+0085 and adds U+FEFF. Its
 * `Split` is right, so both are written as one here; ids then equal those of Rust's tokenizers.
 */

type Json = Readonly<Record<string, unknown>>;

/** GPT-2's expression, which ByteLevel has built in. */
const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** A tokenizer.json whose pre-tokenizer cuts as Rust's does. */
export function exactTokenizer(json: Json): Json {
  const steps = exact(json['pre_tokenizer']);
  return steps === null ? json : { ...json, pre_tokenizer: { type: 'Sequence', pretokenizers: steps } };
}

/** The steps that do what `step` does, or null where it is not known or no object. */
function exact(step: unknown): unknown[] | null {
  if (typeof step !== 'object' || step === null) return null;
  const { type, pretokenizers, individual_digits, use_regex, add_prefix_space } = step as Json;
  if (type === 'Sequence' && Array.isArray(pretokenizers))
    return pretokenizers.flatMap((inner: unknown) => exact(inner) ?? [inner]);
  if (type === 'Digits') return [split(individual_digits === true ? '\\p{N}' : '\\p{N}+')];
  // the prefix space has to come before the cut, which two steps could not do
  if (type === 'ByteLevel' && use_regex !== false && add_prefix_space !== true)
    return [split(GPT2), { ...step, use_regex: false }];
  return null;
}

function split(regex: string): Json {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}
