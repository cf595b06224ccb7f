/**
 * Whether two numbers in canonical form are the same. Exactly, whatever their size: 123456789012 is not …013, 0.5 is 1/2. Two tolerances,
 * neither between whole numbers:
 *
 * - A fraction whose decimals never end is also what it is rounded or cut to at six decimals or more: 0.333333 is 1/3, 0.333 is not.
 * - Decimals of 16 or 17 digits that a double prints for fewer than eleven are those: 0.30000000000000004 is 0.3.
 */
import {
  type Fraction,
  atMost,
  decimalsOf,
  equal,
  fromDecimal,
  fromKey,
  negate,
  powerOfTen,
  subtract,
} from '@adaptbench/core/numbers';

/** Decimals that say which fraction is meant. */
const DECIMALS = 6;

/** `-3/4`, `12.5` */
function fromCanonical(text: string): Fraction {
  if (text.includes('/')) return fromKey(text);
  return text.startsWith('-') ? negate(fromDecimal(text.slice(1))) : fromDecimal(text);
}

export function agrees(answer: string, gold: string): boolean {
  if (answer === gold) return true;
  const [a, b] = [fromCanonical(withoutNoise(answer)), fromCanonical(withoutNoise(gold))];
  return equal(a, b) || abbreviates(answer, a, b) || abbreviates(gold, b, a);
}

/** Whether decimals are those of a fraction that has no end, as far as they go. */
function abbreviates(text: string, value: Fraction, endless: Fraction): boolean {
  const places = text.includes('/') ? 0 : (text.split('.')[1]?.length ?? 0);
  if (places < DECIMALS || decimalsOf(endless) !== null) return false;
  const difference = subtract(value, endless);
  const cut = atMost(value, endless);
  const unit = powerOfTen(-places);
  return atMost(difference, cut ? unit : { ...unit, under: unit.under * 2n });
}

/** What a double of 64 bits prints, to fifteen digits. */
function withoutNoise(text: string): string {
  const [, sign, whole, decimals] = /^(-?)(\d{1,6})\.(\d{10,20})$/u.exec(text) ?? [];
  if (whole === undefined || decimals === undefined) return text;
  const digits = (whole + decimals).replace(/^0+/u, '').length;
  if (digits < 16 || digits > 17) return text;
  const shown = Number(text).toPrecision(15);
  const short = String(Number(shown));
  return short.length <= 11 + sign!.length && /^-?\d+(?:\.\d+)?$/u.test(short) ? short : text;
}
