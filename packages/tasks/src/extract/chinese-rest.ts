/** What follows a number in Chinese and changes it: 3分之1, 5元8角, 3年半. */
import {
  type Fraction,
  add,
  chineseNumber,
  chineseNumeral,
  divide,
  fraction,
} from '@adaptbench/core/numbers';

const N = `(\\d{1,12}|[${chineseNumeral}]{1,12})`;
const PART = new RegExp(` ?分之 ?${N}`, 'uy');
const COINS = new RegExp(
  `[元块圆](\\d|[${chineseNumeral}])[角毛](?:(\\d|[${chineseNumeral}])分)?(?!\\d)`,
  'uy',
);
const AND_HALF = /(?:小时|公里|公斤|[个年天斤米块元倍岁里升杯碗周次页箱吨度])半(?![径个年天月])/uy;

const at = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

/** Digits or a numeral. */
export const numberOf = (text: string): Fraction | null =>
  /^\d+$/u.test(text) ? fraction(BigInt(text)) : chineseNumber(text);

/** 3分之1 is 1/3, 百分之三十 is 30 as 30 % is; null where no part follows. */
export function chinesePart(
  text: string,
  from: number,
  under: Fraction,
): { value: Fraction | null; to: number; ratio: boolean } | null {
  const m = at(PART, text, from);
  if (m === null) return null;
  const over = numberOf(m[1]!);
  const to = from + m[0].length;
  const percent = under.over === 100n;
  return { value: over === null ? null : percent ? over : divide(over, under), to, ratio: !percent };
}

/** With what follows `value` at `from`, if anything does. */
export function chineseRest(
  text: string,
  from: number,
  value: Fraction,
): { value: Fraction | null; to: number } {
  const coins = at(COINS, text, from);
  if (coins !== null) {
    const [all, tenths, hundredths = '0'] = coins;
    const [a, b] = [numberOf(tenths!), numberOf(hundredths)];
    const sum =
      a === null || b === null ? null : add(add(value, divide(a, fraction(10))!), divide(b, fraction(100))!);
    return { value: sum, to: from + all.length };
  }
  const half = at(AND_HALF, text, from);
  return half === null
    ? { value, to: from }
    : { value: add(value, fraction(1, 2)), to: from + half[0].length };
}
