import { describe, expect, it } from 'vitest';
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

describe('texts that are tokenised ahead', () => {
  const counting = (): { asked: string[]; tokenizer: Tokenizer } => {
    const asked: string[] = [];
    const encode = (text: string): number[] => {
      asked.push(text);
      return [...Buffer.from(text)];
    };
    const encodeAll = (texts: readonly string[]): number[][] => texts.map(encode);
    return {
      asked,
      tokenizer: {
        vocabularySize: 256,
        bos: null,
        eos: [0],
        encode,
        encodeAll,
        decode: () => '',
        chat: null,
      },
    };
  };
  it('are remembered, each once', () => {
    const { asked, tokenizer } = counting();
    const remembered = remembering(tokenizer, 100);
    remembered.ahead!(['one', 'two', 'one', '']);
    expect(remembered.encode('two')).toEqual([...Buffer.from('two')]);
    expect(asked).toEqual(['one', 'two']);
    remembered.ahead!(['one', 'three', 'four']);
    expect(asked).toEqual(['one', 'two', 'three', 'four']);
  });
  it('take the place of what was remembered before, and are no more than fit', () => {
    const { asked, tokenizer } = counting();
    const remembered = remembering(tokenizer, 10);
    remembered.encode('before');
    remembered.ahead!(['alpha', 'beta']);
    remembered.encode('alpha');
    expect(asked).toEqual(['before', 'alpha', 'beta']);
    remembered.ahead!(['too long for it', 'and more']);
    expect(remembered.encode('and more')).toEqual([...Buffer.from('and more')]);
    expect(asked).toHaveLength(6);
  });
});
