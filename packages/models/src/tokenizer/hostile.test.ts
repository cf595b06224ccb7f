/** Files that are no tokenizer, or one that would hang, fill or end the process: refused in one line, at once. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadError } from '@adaptbench/core';
import { afterAll, expect, test } from 'vitest';
import { tokenizerFromFolder } from './folder.ts';

const TINY = fileURLToPath(new URL('../../../testing/fixtures/tiny-llama/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Json = Record<string, unknown>;
const tiny = JSON.parse(readFileSync(join(TINY, 'tokenizer.json'), 'utf8')) as Json & { model: Json };

/** What is said of a folder with another tokenizer.json, without the folder's name. */
async function said(content: string | Json, config: Json = {}): Promise<string> {
  const folder = mkdtempSync(join(scratch, 'case-'));
  cpSync(TINY, folder, { recursive: true });
  writeFileSync(
    join(folder, 'tokenizer.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  const own = JSON.parse(readFileSync(join(TINY, 'tokenizer_config.json'), 'utf8')) as Json;
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ ...own, ...config }));
  const started = process.cpuUsage();
  const error: unknown = await tokenizerFromFolder(folder).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
  if (!(error instanceof LoadError)) throw new Error('expected a LoadError', { cause: error });
  expect(error.message).not.toMatch(/\n/);
  return error.message.replace(folder, '.');
}

const model = (change: Json): Json => ({ ...tiny, model: { ...tiny.model, ...change } });
const vocab = tiny.model['vocab'] as Record<string, number>;
const split = (regex: string): Json => ({
  ...tiny,
  pre_tokenizer: { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false },
});
const replace = (pattern: object, content: string): Json => ({ type: 'Replace', pattern, content });
const normalizers = (...steps: Json[]): Json => ({
  ...tiny,
  normalizer: { type: 'Sequence', normalizers: steps },
});
const token = (content: string, id: number, flags: Json = {}): Json => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: false,
  ...flags,
});
const added = (...more: Json[]): Json => ({
  ...tiny,
  added_tokens: [...(tiny['added_tokens'] as Json[]), ...more],
});
const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 2114924\n';

const cases: Record<string, readonly [string | Json, string]> = {
  'a pointer of Git LFS': [
    LFS,
    'is a Git LFS pointer, not the file itself (of 2114924 bytes). Run "git lfs pull" in its folder, or download the file itself.',
  ],
  'a web page': [
    '<!DOCTYPE html>\n<html><head></head></html>',
    'is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it.',
  ],
  'an empty file': ['', 'is empty.'],
  'a list': ['[1]', 'expected a JSON object.'],
  'an id beyond all vocabularies': [
    model({ vocab: { ...vocab, '<': 1_000_000_000 } }),
    'not a usable tokenizer: the id of token "<" is 1000000000: expected a whole number from 0 to 4000000.',
  ],
  'an id that is a text': [
    model({ vocab: { ...vocab, a: 'constructor' } }),
    'not a usable tokenizer: the id of token "a" is "constructor": expected a whole number from 0 to 4000000.',
  ],
  'an id between two': [
    model({ vocab: { ...vocab, __proto__x: 1.5 } }),
    'not a usable tokenizer: the id of token "__proto__x" is 1.5: expected a whole number from 0 to 4000000.',
  ],
  'merges that are a number': [
    model({ merges: 5 }),
    'not a usable tokenizer: model.merges: expected a list of "a b" or ["a", "b"].',
  ],
  'merges of three': [
    model({ merges: [['a', 'b', 'c']] }),
    'not a usable tokenizer: model.merges: expected a list of "a b" or ["a", "b"].',
  ],
  'merges out of the vocabulary': [
    model({ merges: [['a', 'zzzz']] }),
    'not a usable tokenizer: model.merges.0 makes "azzzz", which is not in the vocabulary.',
  ],
  'no model': [{ ...tiny, model: null }, 'not a usable tokenizer: model: expected object, received null.'],
  'another model': [
    model({ type: 'constructor' }),
    'not a usable tokenizer: model.type is "constructor": expected BPE, Unigram, WordPiece, WordLevel.',
  ],
  'a post-processor that is none': [
    { ...tiny, post_processor: { type: 'TemplateProcessing', single: 7 } },
    'not a usable tokenizer: post_processor.single: expected array, received number.',
  ],
  'an unknown step': [
    { ...tiny, pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'toString' }] } },
    'not a usable tokenizer: pre_tokenizer.pretokenizers.0.type is "toString": expected Sequence, BertPreTokenizer, ByteLevel, CharDelimiterSplit, Metaspace, Whitespace, WhitespaceSplit, Split, Punctuation, Digits, UnicodeScripts, FixedLength.',
  ],
  'steps that double a text thirty times': [
    {
      ...tiny,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: Array.from({ length: 30 }, () => ({
          type: 'ByteLevel',
          add_prefix_space: false,
          trim_offsets: true,
          use_regex: false,
        })),
      },
    },
    'not a usable tokenizer: pre_tokenizer: its steps can make a text more than 256 times as long.',
  ],
  'replacements that grow': [
    normalizers(...Array.from({ length: 9 }, () => replace({ String: 'a' }, 'aaaa'))),
    'not a usable tokenizer: normalizer: its steps can make a text more than 256 times as long.',
  ],
  'a thousand steps': [
    normalizers(...Array.from({ length: 1000 }, () => ({ type: 'NFC' }))),
    'not a usable tokenizer: normalizer: more than 64 steps.',
  ],
  'sequences within each other': [
    {
      ...tiny,
      normalizer: Array.from({ length: 20 }).reduce<Json>(
        (inner) => ({ type: 'Sequence', normalizers: [inner] }),
        { type: 'NFC' },
      ),
    },
    'not a usable tokenizer: normalizer: sequences within each other more than 8 deep.',
  ],
  'an expression that never ends': [
    split('(a+)+$'),
    'not a usable tokenizer: pre_tokenizer.pattern: the expression "(a+)+$" repeats without end what can be read in more than one way, which can take for ever.',
  ],
  'another, by alternatives': [
    split('(a|aa)+$'),
    'not a usable tokenizer: pre_tokenizer.pattern: the expression "(a|aa)+$" repeats without end what can be read in more than one way, which can take for ever.',
  ],
  'another, by counted repetitions': [
    split('(a{1,20}){1,20}b'),
    'not a usable tokenizer: pre_tokenizer.pattern: the expression "(a{1,20}){1,20}b" repeats without end what can be read in more than one way, which can take for ever.',
  ],
  'another, by many in a row': [
    split('a*a*a*\\d'),
    'not a usable tokenizer: pre_tokenizer.pattern: the expression "a*a*a*\\\\d" repeats without end more than 2 times in a row, which can take for ever.',
  ],
  'and one that replaces': [
    normalizers(replace({ Regex: '(x+x+)+y' }, 'z')),
    'not a usable tokenizer: normalizer.normalizers.0.pattern: the expression "(x+x+)+y" repeats without end what can be read in more than one way, which can take for ever.',
  ],
  'an expression that is none': [
    split('(a'),
    'not a usable tokenizer: Oniguruma error: end pattern with unmatched parenthesis.',
  ],
  'a replacement of nothing': [
    normalizers(replace({ Regex: '(?=b)' }, 'x')),
    'not a usable tokenizer: normalizer.normalizers.0.pattern: the expression can match nothing at all, which is not supported here.',
  ],
  'a table that leads astray': [
    normalizers({ type: 'Precompiled', precompiled_charsmap: 'CAAAAP///////////////w==' }),
    'not a usable tokenizer: normalizer.normalizers.0.precompiled_charsmap: the table of normalisations holds texts that are not UTF-8; save the tokenizer anew.',
  ],
  'a decoder that strips the end': [
    { ...tiny, decoder: { type: 'Strip', content: ' ', start: 0, stop: 1 } },
    'not a usable tokenizer: decoder.stop: expected 0: stripping at the end of a token is not supported.',
  ],
  'tokens that change by chance': [
    model({ dropout: 0.1 }),
    'not a usable tokenizer: model.dropout is 0.1: a text would have other tokens each time. Set it to null.',
  ],
  'an added token with a gap before it': [
    added(token('<gap>', 999)),
    'the added token "<gap>" is said to be number 999 and becomes number 288: ids of added tokens go on from the vocabulary without gaps. Save the tokenizer anew with transformers.',
  ],
  'an added token that is normalised away': [
    {
      ...added(token('\n', 288, { normalized: true })),
      normalizer: { type: 'Strip', strip_left: true, strip_right: true },
    },
    'not a usable tokenizer: nothing is left of the added token "\\n" once normalised.',
  ],
  'added tokens that become the same': [
    {
      ...added(token('Zq', 288, { normalized: true }), token('Źq', 289, { normalized: true })),
      normalizer: { type: 'Sequence', normalizers: [{ type: 'NFD' }, { type: 'StripAccents' }] },
    },
    'not a usable tokenizer: the added tokens "Zq" and "Źq" are the same once normalised.',
  ],
  'added tokens over the same white space': [
    added(token('<x>', 288, { rstrip: true }), token(' y', 289)),
    'the added token "<x>" takes the white space after it (rstrip) and " y" begins with white space, which cannot go together. Set rstrip to false.',
  ],
  'two tokens in front': [
    {
      ...tiny,
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '<|im_start|>', type_id: 0 } },
          { SpecialToken: { id: '<|im_end|>', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
        ],
        pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
        special_tokens: Object.fromEntries(
          ['<|im_start|>', '<|im_end|>'].map((t, i) => [t, { id: t, ids: [i + 1], tokens: [t] }]),
        ),
      },
    },
    'its post-processor puts 2 tokens in front of a text; at most one is supported. Take all but one out of post_processor.',
  ],
};

test.each(Object.entries(cases))('%s: refused', async (_, [content, message]) => {
  expect((await said(content)).replace('./tokenizer.json: ', '')).toBe(message);
});

test('special tokens that are to be taken apart: refused', async () => {
  expect(await said(tiny, { split_special_tokens: true })).toContain('split_special_tokens');
});

test('a folder in the place of a file is told so', async () => {
  const folder = mkdtempSync(join(scratch, 'case-'));
  mkdirSync(join(folder, 'tokenizer.json'));
  await expect(tokenizerFromFolder(folder)).rejects.toThrow(
    new LoadError(`${join(folder, 'tokenizer.json')}: expected a file, found a folder.`),
  );
});

test('a text that the tokenizer refuses is an error of the file', async () => {
  const folder = mkdtempSync(join(scratch, 'case-'));
  cpSync(TINY, folder, { recursive: true });
  const words = { type: 'WordLevel', vocab: { a: 0, b: 1 }, unk_token: '<unk>' };
  const changed = { ...tiny, model: words, added_tokens: [token('<|im_end|>', 2)], pre_tokenizer: null };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(changed));
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"eos_token":"<|im_end|>"}');
  const tokenizer = await tokenizerFromFolder(folder);
  expect(tokenizer.encode('a')).toEqual([0]);
  expect(() => tokenizer.encode('zebra')).toThrow(LoadError);
  expect(() => tokenizer.encode('zebra')).toThrow(/refuses a text of 5 characters: WordLevel error: Missing/);
  expect(tokenizer.encode('b')).toEqual([1]);
});
