import { describe, expect, it } from 'vitest';
import { characterTerms, wordTerms, writtenWithoutSpaces } from './terms.ts';

describe('terms of words', () => {
  it('are lower-case words of two letters and more, and runs of them', () => {
    expect(wordTerms({ language: 'en', unspaced: false }, 2)('A Café, 24-7 the_end!')).toEqual([
      'café',
      '24',
      'the_end',
      'café 24',
      '24 the_end',
    ]);
  });

  it('keep the marks that a letter carries', () => {
    expect(wordTerms({ language: 'hi', unspaced: false }, 1)('हिन्दी में')).toEqual(['हिन्दी', 'में']);
  });

  it('are found where no spaces part them', () => {
    expect(wordTerms({ language: 'zh', unspaced: true }, 1)('房间很干净。')).toContain('房间');
  });
});

describe('terms of characters', () => {
  it('stay within a word and the spaces around it', () => {
    expect(characterTerms(2, 3)('Ab  c')).toEqual([' a', 'ab', 'b ', ' ab', 'ab ', ' c', 'c ', ' c ']);
  });

  it('count a word that is shorter than a run once', () => {
    expect(characterTerms(3, 6)('a')).toEqual([' a ']);
  });

  it('are whole characters', () => {
    expect(characterTerms(1, 1)('𠮷野')).toEqual([' ', '𠮷', '野', ' ']);
  });
});

describe('languages without spaces', () => {
  it('are told by the scripts of most letters', () => {
    expect(writtenWithoutSpaces(['房间很干净 wifi'])).toBe(true);
    expect(writtenWithoutSpaces(['the 房间 was clean'])).toBe(false);
    expect(writtenWithoutSpaces(['', '12'])).toBe(false);
  });
});
