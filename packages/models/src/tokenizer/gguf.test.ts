import { readFileSync } from 'node:fs';
import { LoadError } from '@adaptbench/core';
import { expect, test } from 'vitest';
import { ggufMetadata } from '../gguf/metadata.ts';
import { tokenizerFromGguf } from './gguf.ts';
import { preTokenizers } from './pre-tokenizers.ts';

const build = (values: Record<string, unknown>) =>
  tokenizerFromGguf(
    ggufMetadata('f.gguf', Object.fromEntries(Object.entries(values).map(([k, v]) => [`tokenizer.${k}`, v]))),
  );

const bytes = {
  'ggml.model': 'gpt2',
  'ggml.pre': 'llama-bpe',
  'ggml.tokens': ['<|end|>', 'a', 'b', 'ab', 'Ġ', '1', '2', '12', '<tool>'],
  'ggml.token_type': [3, 1, 1, 1, 1, 1, 1, 1, 4],
  'ggml.merges': ['a b'],
  'ggml.eos_token_id': 0,
  'ggml.bos_token_id': 0,
};
const ADVICE = "Pass --tokenizer FOLDER with the original model's tokenizer.json";

test('byte-level vocabularies merge; llama-bpe takes a known piece whole and wants a token in front', async () => {
  const tokenizer = await build(bytes);
  expect(tokenizer.encode('ab 12<|end|><tool>')).toEqual([3, 4, 7, 0, 8]);
  expect(tokenizer.decode([3, 4, 7, 0, 8])).toBe('ab 12<tool>');
  expect([tokenizer.bos, tokenizer.eos, tokenizer.vocabularySize]).toEqual([0, [0], 9]);
  expect((await build({ ...bytes, 'ggml.add_bos_token': false })).bos).toBeNull();
});

const FIXTURES = new URL('../../../testing/fixtures/', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'));

for (const [folder, pre] of [
  ['tiny-gpt2', 'gpt-2'],
  ['tiny-llama', 'smollm'],
  ['tiny-qwen2', 'qwen2'],
  ['tiny-llama3-rope', 'llama-bpe'],
])
  test(`"${pre}" cuts text as the tokenizer.json of ${folder} does`, async () => {
    const { model } = json(`${folder}/tokenizer.json`) as {
      model: { vocab: Record<string, number>; merges: [string, string][] };
    };
    const tokens = Object.keys(model.vocab).toSorted((a, b) => model.vocab[a]! - model.vocab[b]!);
    const tokenizer = await build({
      'ggml.model': 'gpt2',
      'ggml.pre': pre,
      'ggml.tokens': tokens,
      'ggml.token_type': tokens.map((_, id) => (id < 3 ? 3 : 1)),
      'ggml.merges': model.merges.map((pair) => pair.join(' ')),
      'ggml.bos_token_id': 0,
      'ggml.eos_token_id': 0,
    });
    const golden = json(`${folder}/golden.json`) as { tokenizer: { text: string; ids: number[] }[] };
    const front = tokenizer.bos === null ? [] : [tokenizer.bos];
    for (const { text, ids } of golden.tokenizer)
      expect([text, ...front, ...tokenizer.encode(text)]).toEqual([text, ...ids]);
  });

test('smollm cuts off every digit', async () => {
  expect((await build({ ...bytes, 'ggml.pre': 'smollm' })).encode('12')).toEqual([5, 6]);
});

const BYTES = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
const pieces = ['▁', 'h', 'i', '▁h', 'hi', '▁hi', 'e', '▁he'];
const sentencePiece = {
  'ggml.model': 'llama',
  'ggml.tokens': ['<unk>', '<s>', '</s>', ...BYTES, ...pieces],
  'ggml.token_type': [2, 3, 3, ...BYTES.map(() => 6), ...pieces.map(() => 1)],
  // merging "h i" first is better than "▁ h"
  'ggml.scores': [0, 0, 0, ...BYTES.map(() => 0), -9, -9, -9, -3, -1, -2, -9, -4],
  'ggml.unknown_token_id': 0,
  'ggml.bos_token_id': 1,
  'ggml.eos_token_id': 2,
};

test('SentencePiece vocabularies merge by score, fall back to bytes and get a space in front', async () => {
  const tokenizer = await build(sentencePiece);
  const id = (piece: string): number => sentencePiece['ggml.tokens'].indexOf(piece);
  expect(tokenizer.encode('hi he')).toEqual([id('▁hi'), id('▁he')]);
  expect(tokenizer.encode('hié')).toEqual([id('▁hi'), id('<0xC3>'), id('<0xA9>')]);
  expect(tokenizer.decode(tokenizer.encode('hi hé  hi'))).toBe('hi hé  hi');
  expect([tokenizer.bos, tokenizer.eos]).toEqual([1, [2]]);
});

test('SentencePiece vocabularies have their first and last token where llama.cpp expects them', async () => {
  const { bos, eos } = await build({
    ...sentencePiece,
    'ggml.bos_token_id': undefined,
    'ggml.eos_token_id': undefined,
  });
  expect([bos, eos]).toEqual([1, [2]]);
});

const cases: Record<string, readonly [Record<string, unknown>, string]> = {
  'a first token outside the vocabulary': [
    { ...sentencePiece, 'ggml.bos_token_id': 999 },
    `f.gguf: "tokenizer.ggml.bos_token_id" is 999: expected one of 267 tokens. ${ADVICE}.`,
  ],
  'a first token that is asked for and not named': [
    { ...bytes, 'ggml.add_bos_token': true, 'ggml.bos_token_id': undefined },
    `f.gguf: "tokenizer.ggml.add_bos_token" asks for a token in front of a text: expected its number in "tokenizer.ggml.bos_token_id". ${ADVICE}.`,
  ],
  'no last token': [
    { ...bytes, 'ggml.eos_token_id': undefined },
    'f.gguf: no token ends a text: expected "tokenizer.ggml.eos_token_id".',
  ],
  'no tokenizer': [{}, `f.gguf: the file holds no tokenizer. ${ADVICE}.`],
  'another kind': [
    { ...bytes, 'ggml.model': 't5' },
    `f.gguf: tokenizer "t5": expected gpt2 or llama. ${ADVICE}.`,
  ],
  'an unknown pre-tokenizer': [
    { ...bytes, 'ggml.pre': 'toString' },
    `f.gguf: unknown pre-tokenizer "toString": expected one of ${Object.keys(preTokenizers).join(', ')}. ${ADVICE}.`,
  ],
  'no pre-tokenizer': [
    { ...bytes, 'ggml.pre': undefined },
    `f.gguf: the file does not say how to cut text ("tokenizer.ggml.pre"). ${ADVICE}.`,
  ],
  'no merges': [{ ...bytes, 'ggml.merges': undefined }, `f.gguf: the tokenizer has no merges. ${ADVICE}.`],
  'too few types': [{ ...bytes, 'ggml.token_type': [1] }, `f.gguf: 1 token types for 9 tokens. ${ADVICE}.`],
  'too few scores': [
    { ...sentencePiece, 'ggml.scores': [1] },
    `f.gguf: 1 token scores for 267 tokens. ${ADVICE}.`,
  ],
  'tokens that are numbers': [
    { ...bytes, 'ggml.tokens': [1, 2] },
    'f.gguf: metadata "tokenizer.ggml.tokens" is not a list of texts. Convert the model again.',
  ],
};

for (const [name, [values, message]] of Object.entries(cases))
  test(`${name}: refused`, async () => {
    await expect(build(values)).rejects.toThrow(new LoadError(message));
  });
