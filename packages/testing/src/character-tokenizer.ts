/** A tokenizer that needs no file: one token a character, its code point; 0 ends a text. */
import type { Tokenizer } from '@adaptbench/core';

export const characterTokenizer: Tokenizer = {
  vocabularySize: 0x110000,
  bos: null,
  eos: [0],
  encode: (text) => Array.from(text, (c) => c.codePointAt(0)!),
  decode: (ids) => String.fromCodePoint(...ids),
  chat: null,
};
