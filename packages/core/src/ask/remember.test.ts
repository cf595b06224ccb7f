import { expect, it } from 'vitest';
import { remembering } from './remember.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';

it('tokenises a text once, gives the same ids, and keeps no more than it may', () => {
  const asked: string[] = [];
  const bytes: Tokenizer = {
    vocabularySize: 256,
    bos: null,
    eos: [0],
    encode(text) {
      asked.push(text);
      return [...Buffer.from(text)];
    },
    decode: () => '',
    chat: null,
  };
  const tokenizer = remembering(bytes, 10);
  const first = tokenizer.encode('six by');
  first.push(7);
  expect(tokenizer.encode('six by')).toEqual([...Buffer.from('six by')]);
  expect(asked).toEqual(['six by']);
  expect(tokenizer.encode('seven b')).toEqual([...Buffer.from('seven b')]);
  tokenizer.encode('six by');
  expect(asked).toEqual(['six by', 'seven b', 'six by']);
  tokenizer.forget();
  tokenizer.encode('six by');
  expect(asked).toHaveLength(4);
});
