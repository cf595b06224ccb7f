import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chineseNumber, decimalsOf, englishNumber, fraction, fromDecimal, keyOf } from './index.ts';

const keyed = (value: ReturnType<typeof chineseNumber>): string | null =>
  value === null ? null : keyOf(value);

describe('Chinese numerals', () => {
  it.each([
    ['十二', '12'],
    ['二十', '20'],
    ['三百五十', '350'],
    ['三百五', '350'],
    ['三百零五', '305'],
    ['两千零五', '2005'],
    ['一万二', '12000'],
    ['一万零二', '10002'],
    ['十万', '100000'],
    ['一千万', '10000000'],
    ['一亿二千万', '120000000'],
    ['一万亿', '1000000000000'],
    ['廿一', '21'],
    ['壹佰贰拾叁', '123'],
    ['二〇二四', '2024'],
    ['〇', '0'],
    ['三五', null],
    ['十七八', null],
    ['一二三', null],
    ['千万', null],
    ['百', null],
    ['十百', null],
    ['千'.repeat(100), null],
  ])('%s is %s', (run, value) => {
    expect(keyed(chineseNumber(run))).toBe(value);
  });

  const digits = '零一二三四五六七八九';
  /** Written with every zero that stands between digits. */
  function chinese(n: number): string {
    if (n >= 10_000) {
      const rest = n % 10_000;
      return `${chinese(Math.floor(n / 10_000))}万${rest === 0 ? '' : `${rest < 1000 ? '零' : ''}${chinese(rest)}`}`;
    }
    const text = String(n)
      .split('')
      .map((d, i, all) =>
        d === '0' ? '零' : digits[Number(d)]! + ['', '十', '百', '千'][all.length - 1 - i]!,
      )
      .join('');
    return n === 0 ? '零' : text.replaceAll(/零+/gu, '零').replace(/零$/u, '');
  }
  it('are read back, up to a hundred million', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (n) => {
        expect(keyed(chineseNumber(chinese(n)))).toBe(String(n));
      }),
    );
  });
});

describe('English number words', () => {
  it.each([
    ['twelve', '12'],
    ['Twenty-one', '21'],
    ['one hundred and five', '105'],
    ['two thousand five hundred', '2500'],
    ['one million two hundred thousand', '1200000'],
    ['twelve hundred', '1200'],
    ['a dozen', '12'],
    ['half a million', '500000'],
    ['two and a half', '5/2'],
    ['three quarters', '3/4'],
    ['minus three point five', '-7/2'],
    ['five six', null],
    ['nineteen eighty', null],
    ['twenty third', null],
    ['million', null],
    ['one hundred and', null],
  ])('%s is %s', (words, value) => {
    expect(keyed(englishNumber(words))).toBe(value);
  });
});

describe('decimals', () => {
  it('are all digits of a fraction, where they end', () => {
    expect(decimalsOf(fraction(3, 8))).toBe('0.375');
    expect(decimalsOf(fraction(-1, 200))).toBe('-0.005');
    expect(decimalsOf(fraction(1, 3))).toBeNull();
  });
  it('are read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(20), (n, places) => {
        const value = fraction(n, 10n ** BigInt(places));
        expect(fromDecimal(decimalsOf(value)!)).toEqual(value);
      }),
    );
  });
});
