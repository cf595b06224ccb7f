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
