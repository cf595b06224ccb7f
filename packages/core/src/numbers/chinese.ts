/**
 * Whole numbers in Chinese numerals: 三百五十, 两千零五, 一亿二千万, 廿一, financial 壹佰贰拾, digit by digit 二〇二四. A number that ends in a
 * digit right after a place has the next lower place: 三百五 is 350, 一万二 is 12000. What may be a range (三五, 十七八) or is only
 * part of a word (千万, 百) is none.
 */
import { type Fraction, fraction } from './fraction.ts';

const digits = ['零〇○', '一壹', '二贰貳两兩', '三叁參叄', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'];
const places = ['', '十拾', '百佰', '千仟'];
const tens = ['', '', '廿', '卅', '卌'];
const myriads = ['万萬', '亿億'];

/** The characters that a numeral is written with, for a character class. */
export const chineseNumeral = [...digits, ...places, ...tens, ...myriads].join('');

/** Longer ones are no quantities. */
const MOST = 40;
const TEN_THOUSAND = 10_000n;

type Mark = { readonly digit: bigint } | { readonly place: number } | { readonly myriad: number };

const each = (rows: readonly string[], mark: (i: number) => readonly Mark[]): [string, readonly Mark[]][] =>
  rows.flatMap((chars, i) => chars.split('').map((c): [string, readonly Mark[]] => [c, mark(i)]));
const marks: ReadonlyMap<string, readonly Mark[]> = new Map([
  ...each(digits, (i) => [{ digit: BigInt(i) }]),
  ...each(places, (i) => [{ place: i }]),
  ...each(tens, (i) => [{ digit: BigInt(i) }, { place: 1 }]),
  ...each(myriads, (i) => [{ myriad: i }]),
]);

/** null where the characters are no number, or more than one. */
export function chineseNumber(run: string): Fraction | null {
  const all = run.length > MOST ? [] : run.split('').flatMap((c) => marks.get(c) ?? []);
  if (all.length === 0) return null;
  const value = all.every((m) => 'digit' in m) ? digitByDigit(all.map((m) => m.digit)) : composed(all, 1);
  return value === null ? null : fraction(value);
}

/** A single one, a year, or what has a zero in it; 三五 is "three to five". */
function digitByDigit(all: readonly bigint[]): bigint | null {
  const zero = all.includes(0n) && all[0] !== 0n;
  return all.length === 1 || all.length > 3 || zero ? BigInt(all.join('')) : null;
}

/** Split at 亿 (level 1), then at 万 (level 0). */
function composed(all: readonly Mark[], level: number): bigint | null {
  if (level < 0) return section(all);
  const unit = TEN_THOUSAND ** BigInt(level + 1);
  const at = all.findLastIndex((m) => 'myriad' in m && m.myriad === level);
  if (at < 0) return composed(all, level - 1);
  const [over, rest] = [all.slice(0, at), all.slice(at + 1)];
  // 一万亿: what stands before 亿 may itself have 万.
  const high = composed(over, level - 1);
  if (high === null || high === 0n) return null;
  if (rest.length === 0) return high * unit;
  const [only] = rest;
  if (rest.length === 1 && 'digit' in only!) return high * unit + (only.digit * unit) / 10n;
  const low = composed(rest, level - 1);
  return low === null || low >= unit ? null : high * unit + low;
}

/** Below ten thousand: digits with places that fall. */
function section(all: readonly Mark[]): bigint | null {
  let [total, place, afterZero] = [0n, 4, false];
  let digit: bigint | null = null;
  for (const [i, mark] of all.entries()) {
    if ('myriad' in mark) return null;
    if ('digit' in mark) {
      if (mark.digit === 0n && digit === null) afterZero = i > 0 || all.length === 1;
      else if (digit === null) digit = mark.digit;
      else return null;
      continue;
    }
    // 十 may stand without a digit, 百 and 千 not.
    if (mark.place >= place || (digit === null && mark.place > 1)) return null;
    total += (digit ?? 1n) * 10n ** BigInt(mark.place);
    [place, digit, afterZero] = [mark.place, null, false];
  }
  if (all.length === 0) return null;
  if (digit === null) return afterZero && total > 0n ? null : total;
  return total + digit * (place === 4 || afterZero ? 1n : 10n ** BigInt(place - 1));
}
