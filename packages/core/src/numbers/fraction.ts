/** Exact rational numbers, in lowest terms with a positive denominator: 0.1 + 0.2 is 0.3 here. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** `under` is not 0. */
export function fraction(over: bigint | number, under: bigint | number = 1): Fraction {
  const [a, b] = [BigInt(over), BigInt(under)];
  const d = gcd(a < 0n ? -a : a, b < 0n ? -b : b) * (b < 0n ? -1n : 1n);
  return { over: a / d, under: b / d };
}
const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

/** Of digits with or without thousands separators (comma, space) and decimals: `1,234.50`. */
export function fromDecimal(text: string): Fraction {
  const [whole = '', decimals = ''] = text.replaceAll(/[, ]/gu, '').split('.');
  return fraction(BigInt(whole + decimals || '0'), 10n ** BigInt(decimals.length));
}

export const add = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);
export const negate = (a: Fraction): Fraction => ({ over: -a.over, under: a.under });
export const subtract = (a: Fraction, b: Fraction): Fraction => add(a, negate(b));
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.over * b.over, a.under * b.under);
/** null for a division by 0. */
export const divide = (a: Fraction, b: Fraction): Fraction | null =>
  b.over === 0n ? null : fraction(a.over * b.under, a.under * b.over);

export const equal = (a: Fraction, b: Fraction): boolean => a.over === b.over && a.under === b.under;
/** |a| ≤ |b| */
export function atMost(a: Fraction, b: Fraction): boolean {
  const abs = (x: bigint): bigint => (x < 0n ? -x : x);
  return abs(a.over) * b.under <= abs(b.over) * a.under;
}
/** The number of a key. */
export function fromKey(key: string): Fraction {
  const [over = '0', under = '1'] = key.split('/');
  return fraction(BigInt(over), BigInt(under));
}
/** The same text for equal numbers. */
export const keyOf = (a: Fraction): string => (a.under === 1n ? String(a.over) : `${a.over}/${a.under}`);

/** 10 to a whole power. */
export const powerOfTen = (exponent: number): Fraction =>
  exponent < 0 ? fraction(1, 10n ** BigInt(-exponent)) : fraction(10n ** BigInt(exponent));

/** All of its digits: `0.375` for 3/8; null where they never end (1/3) or the number has more than `most` of them after the point. */
export function decimalsOf(a: Fraction, most = 1000): string | null {
  let [rest, twos, fives] = [a.under, 0, 0];
  while (rest % 2n === 0n && twos <= most) [rest, twos] = [rest / 2n, twos + 1];
  while (rest % 5n === 0n && fives <= most) [rest, fives] = [rest / 5n, fives + 1];
  const places = Math.max(twos, fives);
  if (rest !== 1n || places > most) return null;
  const digits = String(((a.over < 0n ? -a.over : a.over) * 10n ** BigInt(places)) / a.under);
  const padded = digits.padStart(places + 1, '0');
  const split = padded.length - places;
  const sign = a.over < 0n ? '-' : '';
  return sign + padded.slice(0, split) + (places === 0 ? '' : `.${padded.slice(split)}`);
}
