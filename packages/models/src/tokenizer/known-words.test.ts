import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownWords } from './known-words.ts';
import { openRust } from './rust/library.ts';

const embedded = JSON.parse(
  readFileSync(new URL('../../../embedded/model/tokenizer.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const kinds: Readonly<Record<string, object>> = {
  'GPT-2’s': { pre_tokenizer: bytes },
  'SmolLM’s': {
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, bytes],
    },
  },
  composed: { normalizer: { type: 'NFC' } },
  'spelt in bytes without words': { pre_tokenizer: { ...bytes, use_regex: false } },
  'with a space in front': { pre_tokenizer: { ...bytes, add_prefix_space: true } },
};
const ADDED = '<|endoftext|>';

async function sides(kind: object, most?: number) {
  const json = { ...embedded, ...kind };
  const rust = await openRust('test', { text: JSON.stringify(json), added: [], normalized: [] });
  let asked = 0;
  const library = {
    encode: (text: string) => rust.encode(text, false),
    encodeAll(texts: readonly string[]) {
      asked += texts.length;
      return rust.encodeAll(texts, false);
    },
  };
  return { library, words: knownWords(library, json, [ADDED], most), asked: () => asked };
}

const piece = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(' ', '  ', '\n', "'s", "'ll", "'", '7', '42', 'The', ' good', '!?', '…'),
  },
  { weight: 4, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(ADDED, '\t', '\r\n', '\u0085', '\ufeff', 'é', '你好', '٣') },
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe.each(Object.entries(kinds))('a tokenizer that is %s', (_name, kind) => {
  it('gives the tokens of the library, met before or not', async () => {
    const { library, words } = await sides(kind);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const expected = library.encodeAll(texts);
        expect(words.encodeAll(texts)).toEqual(expected);
        for (const [i, one] of texts.entries()) expect(words.encode(one)).toEqual(expected[i]);
      }),
    );
  });
});

it('asks the library for new words alone', async () => {
  const { words, asked } = await sides({});
  words.encodeAll(['Guest: The towel was clean.', 'Guest: The view was clean.']);
  const before = asked();
  words.encode('The view was clean.\nGuest:');
  expect(asked()).toBe(before + 2); // `The` without a space before it, and the line break
});

it('forgets what is too much to keep', async () => {
  const { words, library, asked } = await sides({}, 20);
  const texts = ['The towel', 'was clean and the view', 'The towel'];
  for (const [i, one] of texts.entries()) {
    expect(words.encode(one)).toEqual(library.encode(one));
    if (i === 0) words.encode(one);
    expect(asked()).toBe([2, 7, 9][i]);
  }
});
