import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VIRTUAL_IDS, encodePair, encodeText, virtualToken, virtualTokens } from './encode.ts';
import { mergingTokenizer } from './__fixtures__/merging-tokenizer.ts';

const plain = mergingTokenizer(null);
const withBos = mergingTokenizer(1);
const codes = (text: string): number[] => plain.encode(text);
/** Words and the white space between them. */
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'Q', ' ', '\n', '?') });

describe('a context and its continuation', () => {
  it('part where the continuation begins', () => {
    expect(encodePair(plain, 'ab', ' c')).toEqual({ ids: codes('ab c'), from: 2 });
    expect(encodePair(withBos, 'ab', ' c')).toEqual({ ids: [1, ...codes('ab c')], from: 3 });
  });

  it('leave white space at the context’s end to the continuation', () => {
    expect(encodePair(plain, 'ab ', 'c')).toEqual(encodePair(plain, 'ab', ' c'));
    expect(encodePair(plain, 'ab\n\n', 'c')).toEqual({ ids: codes('ab\n\nc'), from: 2 });
  });

  it('are tokenised as one text: the word takes its space along', () => {
    const t = mergingTokenizer(null, [' yes']);
    expect(encodePair(t, 'a?', ' yes')).toEqual({ ids: [...codes('a?'), 60_000], from: 2 });
    expect(encodePair(t, 'a? ', 'yes')).toEqual({ ids: [...codes('a?'), 60_000], from: 2 });
  });

  it('keep a token to learn and one before it where both have become one', () => {
    const t = mergingTokenizer(null, ['ab', 'xab']);
    expect(encodePair(t, 'xa', 'b')).toEqual({ ids: [2, 60_001], from: 1 });
    expect(encodePair(t, 'qa', 'b')).toEqual({ ids: [...codes('q'), 60_000], from: 1 });
  });

  it('begin with the end token where there is no context and no begin-of-text token', () => {
    expect(encodePair(plain, '', 'ab')).toEqual({ ids: [2, ...codes('ab')], from: 1 });
    expect(encodePair(plain, ' ', 'a')).toEqual({ ids: [2, ...codes(' a')], from: 1 });
    expect(encodePair(withBos, '', 'ab')).toEqual({ ids: [1, ...codes('ab')], from: 1 });
  });

  it('hold the whole text, and something on either side of the boundary', () => {
    const tokenizers = fc.constantFrom(plain, withBos, mergingTokenizer(null, [' a', 'ab', '??']));
    fc.assert(
      fc.property(tokenizers, texts, texts, (t, context, continuation) => {
        fc.pre(continuation.trim() !== '');
        const { ids, from } = encodePair(t, context, continuation);
        expect(from).toBeGreaterThanOrEqual(1);
        expect(from).toBeLessThan(ids.length);
        const text = ids.filter((id) => id !== 1 && id !== 2);
        expect(t.decode(text)).toBe(context + continuation);
      }),
    );
  });

  it('have the context’s own tokens before the boundary where no merge crosses it', () => {
    fc.assert(
      fc.property(fc.constantFrom(plain, withBos), texts, texts, (t, context, continuation) => {
        fc.pre(context.trim() !== '' && continuation.trim() !== '');
        const { ids, from } = encodePair(t, context, continuation);
        expect(ids.slice(0, from)).toEqual(encodeText(t, context.trimEnd()));
      }),
    );
  });
});

describe('what ends a continuation', () => {
  it('is one token behind it', () => {
    expect(encodePair(plain, 'a', ' b', { token: 2 })).toEqual({ ids: [...codes('a b'), 2], from: 1 });
    expect(encodePair(withBos, '', 'b', { token: 2 })).toEqual({ ids: [1, ...codes('b'), 2], from: 1 });
    expect(encodePair(plain, '', 'b', { token: 7 })).toEqual({ ids: [2, ...codes('b'), 7], from: 1 });
  });

  it('is the first token of running text, cut as that is', () => {
    const text = '\n\nNext';
    expect(encodePair(plain, 'a', ' b', { text }).ids).toEqual(codes('a b\n'));
    // As Qwen's and others' tokenizers: line breaks in a row are one token, unless a letter follows.
    const t = mergingTokenizer(null, ['\n\nN', '\n\n']);
    expect(t.decode(encodePair(t, 'a', ' b', { text: '\n\n' }).ids.slice(-1))).toBe('\n\n');
    expect(t.decode(encodePair(t, 'a', ' b', { text }).ids.slice(-1))).toBe('\n\nN');
  });

  it('may have become one token with the continuation’s end, as it has in running text', () => {
    const t = mergingTokenizer(null, ['+!\n', '+!', '+\n', '!\n']);
    const tokens = (word: string) =>
      encodePair(t, 'a', word, { text: '\n\nNext' }).ids.map((id) => t.decode([id]));
    expect(tokens('!')).toEqual(['a', '!\n']);
    expect(tokens('+')).toEqual(['a', '+\n']);
    expect(tokens('+!')).toEqual(['a', '+!\n']);
    expect(tokens('b')).toEqual(['a', 'b', '\n']);
    // What was one token in the word alone may be two before its end.
    const split = mergingTokenizer(null, ['c+', '+\n']);
    expect(split.encode('ac+\n').map((id) => split.decode([id]))).toEqual(['a', 'c+', '\n']);
    expect(encodePair(split, 'a', 'c+', { text: '\n\n' })).toEqual({ ids: split.encode('ac+\n'), from: 1 });
  });

  it('is the beginning of the running text, in no other tokens', () => {
    const tokenizers = fc.constantFrom(
      plain,
      withBos,
      mergingTokenizer(null, [' a', 'ab', '?\n\n', '\n\n', 'b\n']),
    );
    fc.assert(
      fc.property(tokenizers, texts, texts, (t, context, word) => {
        fc.pre(context.trim() !== '' && word.trim() !== '');
        const { ids, from } = encodePair(t, context, word, { text: '\n\nQ' });
        const running = encodeText(t, `${context}${word}\n\nQ`);
        // The end token leads where context and word have become one token and no begin-of-text token stands before it.
        const own = ids[0] === 2 ? ids.slice(1) : ids;
        expect(own).toEqual(running.slice(0, own.length));
        const text = t.decode(own.filter((id) => id !== 1));
        expect(text.length).toBeGreaterThan((context + word).length);
        // The token before the last does not reach beyond the word.
        expect(t.decode(own.slice(0, -1).filter((id) => id !== 1)).length).toBeLessThanOrEqual(
          (context + word).length,
        );
        expect(from).toBeLessThan(ids.length);
      }),
      // As one word and its context become one token only now and then, a run of the default length misses it on most days.
      { numRuns: 2000 },
    );
  });
});

describe('a text at the beginning', () => {
  it('has the begin-of-text token once, also where it is written out', () => {
    const t = { ...withBos, encode: (text: string) => codes(text.replaceAll('<s>', '\u0001')) };
    expect(encodeText(t, 'ab')).toEqual([1, ...codes('ab')]);
    expect(encodeText(t, '<s>ab')).toEqual([1, ...codes('ab')]);
  });

  it('is never empty', () => {
    expect(encodeText(plain, '')).toEqual([2]);
    expect(encodeText(withBos, '')).toEqual([1]);
  });
});

describe('virtual tokens', () => {
  const [V0, V1] = [VIRTUAL_IDS, VIRTUAL_IDS + 1];

  it('lead the text, before the begin-of-text token', () => {
    expect(encodeText(withBos, `${virtualTokens(2)}ab`)).toEqual([V0, V1, 1, ...codes('ab')]);
    expect(encodeText(plain, virtualTokens(2))).toEqual([V0, V1]);
  });

  it('stand inside a text, whose pieces are tokenised apart', () => {
    const t = mergingTokenizer(1, ['ab']);
    expect(encodeText(t, `a${virtualTokens(2)}ab`)).toEqual([1, ...codes('a'), V0, V1, 60_000]);
    expect(encodeText(t, `a${virtualToken(1)}b`)).toEqual([1, ...codes('a'), V1, ...codes('b')]);
  });

  it('belong to the context when they end it', () => {
    expect(encodePair(plain, `ab${virtualToken(0)}`, ' c')).toEqual({
      ids: [...codes('ab'), V0, ...codes(' c')],
      from: 3,
    });
  });

  it('are counted on from the first, in a plane that no vocabulary and no text reaches', () => {
    expect(virtualTokens(3, 5)).toBe([5, 6, 7].map(virtualToken).join(''));
    expect(Math.fround(VIRTUAL_IDS + 2)).toBe(VIRTUAL_IDS + 2);
    expect(() => virtualToken(-1)).toThrow('virtual token -1: expected 0..65532');
    expect(() => virtualToken(0xfffd)).toThrow('virtual token 65533: expected 0..65532');
    fc.assert(
      fc.property(fc.nat(0xfffc), (j) => {
        expect(encodeText(plain, virtualToken(j))).toEqual([VIRTUAL_IDS + j]);
      }),
    );
  });
});
