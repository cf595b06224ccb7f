import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownBytes } from './known-bytes.ts';
import { openRust } from './rust/library.ts';

const embedded = JSON.parse(
  readFileSync(new URL('../../../embedded/model/tokenizer.json', import.meta.url), 'utf8'),
) as { readonly [field: string]: unknown; readonly added_tokens: readonly object[] };
/** One that is written in a text, though not as bytes are. */
const NAMED = {
  id: 3072,
  content: 'Zürich – ok',
  special: false,
  normalized: false,
  single_word: false,
  lstrip: false,
  rstrip: false,
};
const SIZE = 3073;

async function sides(more: object = {}) {
  const json = { ...embedded, added_tokens: [...embedded.added_tokens, NAMED], ...more };
  const rust = await openRust('test', { text: JSON.stringify(json), added: [], normalized: [] });
  let asked = 0;
  const library = {
    decode: (ids: readonly number[]) => rust.decode(ids),
    tokensOf(ids: readonly number[]) {
      asked += ids.length;
      return rust.tokensOf(ids);
    },
  };
  return { rust, decode: knownBytes(library, json, ['<|endoftext|>', NAMED.content]), asked: () => asked };
}

it('gives the texts of the library, whole characters or not, with special, named and unknown tokens', async () => {
  const { rust, decode } = await sides();
  const token = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: SIZE - 1 }) },
    // The first hold bytes, of which few are whole characters.
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, SIZE - 1, SIZE, SIZE + 7, -1) },
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), (ids) => {
      expect(decode(ids)).toBe(rust.decode(ids));
    }),
  );
  const texts = ['naïve café 你好 👩‍👩‍👧 \ufeff\u0085', '\ufeffat the beginning', ''];
  for (const text of texts) expect(decode(rust.encode(text, false))).toBe(text);
});

it('asks the library for new tokens alone', async () => {
  const { rust, decode, asked } = await sides();
  const ids = rust.encode('The towel was clean.', false);
  decode(ids);
  const before = asked();
  expect([before, decode([...ids, ...ids.slice(1)]), asked()]).toEqual([
    new Set(ids).size,
    `The towel was clean.${rust.decode(ids.slice(1))}`,
    before,
  ]);
});

it('leaves other decoders to the library', async () => {
  const { rust, decode, asked } = await sides({ decoder: { type: 'Fuse' } });
  expect([decode([400, 401]), asked()]).toEqual([rust.decode([400, 401]), 0]);
});
