import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedLength } from './shared-prefix.ts';

const common = Array.from({ length: 20 }, (_, i) => i);
const lengths = (texts: readonly (readonly number[])[]): number[] => texts.map((t) => t.length);

describe('the beginning that all texts share', () => {
  it('ends where the first of them differs', () => {
    const texts = [
      [...common, 1, 2],
      [...common, 1, 3],
      [...common, 9],
    ];
    expect(sharedLength(texts, lengths(texts))).toBe(20);
  });

  it('leaves every text a token of its own', () => {
    const texts = [common, [...common, 5]];
    expect(sharedLength(texts, lengths(texts))).toBe(19);
    expect(sharedLength([common, common], [20, 20])).toBe(19);
    expect(sharedLength([common, common], [18, 20])).toBe(17);
  });

  it('is not worth a pass of its own for one text, or below sixteen tokens', () => {
    expect(sharedLength([], [])).toBe(0);
    expect(sharedLength([common], [20])).toBe(0);
    const short = common.slice(0, 15);
    expect(
      sharedLength(
        [
          [...short, 1],
          [...short, 2],
        ],
        [16, 16],
      ),
    ).toBe(0);
    const enough = common.slice(0, 16);
    expect(
      sharedLength(
        [
          [...enough, 1],
          [...enough, 2],
        ],
        [17, 17],
      ),
    ).toBe(16);
  });

  it('is a beginning of each and could not be longer', () => {
    const tails = fc.array(fc.array(fc.nat(2), { maxLength: 5 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(30), tails, (n, own) => {
        const head = Array.from({ length: n }, (_, i) => i % 7);
        const texts = own.map((tail) => [...head, ...tail, 9]);
        const limits = lengths(texts);
        const found = sharedLength(texts, limits);
        const same = (k: number): boolean =>
          texts.every((t) => k < t.length && t.slice(0, k).join() === texts[0]!.slice(0, k).join());
        expect(same(found)).toBe(true);
        expect(found >= 16 ? same(found + 1) : same(16)).toBe(false);
      }),
    );
  });
});
