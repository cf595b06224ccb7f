/** The quantities that a question gives, and the numbers that may be computed with because of it. */
import { type Fraction, add, fraction, keyOf, multiply, subtract } from '@adaptbench/core/numbers';
import { type NumberToken, plain, tokens } from './tokens.ts';

/** One quantity of a question: the numbers as which a solution may use it, by key. */
export type Quantity = ReadonlySet<string>;

const one = fraction(1);
const hundred = fraction(100);

/** Words that give a number without being one. */
const implied: readonly (readonly [RegExp, readonly Fraction[]])[] = [
  [/\b(?:half|halves|halved)\b|一半|半/giu, [fraction(1, 2), fraction(2), fraction(50)]],
  [/\b(?:twice|doubled?|doubles|pairs?|couple|both)\b|两倍/giu, [fraction(2)]],
  [/\b(?:thrice|tripled?|triples)\b/giu, [fraction(3)]],
  [/\bquadrupled?\b/giu, [fraction(4)]],
  [/\b(?:thirds?)\b/giu, [fraction(1, 3), fraction(3), fraction(2, 3)]],
  [/\b(?:quarters?|fourths?)\b/giu, [fraction(1, 4), fraction(4), fraction(3, 4), fraction(25)]],
  [/\bdozens?\b/giu, [fraction(12)]],
];

/** Numbers that everybody knows, by the word that calls for them. */
const conversions: readonly (readonly [RegExp, readonly number[]])[] = [
  [/week|周|星期/iu, [7, 52]],
  [/\bda(?:y|ily)|天|日/iu, [7, 24]],
  [/hour|小时/iu, [60, 24]],
  [/minute|分钟/iu, [60]],
  [/month|个?月/iu, [12, 30, 4]],
  [/year|annual|年/iu, [12, 365, 52]],
  [/foot|feet|inch/iu, [12]],
  [/yard/iu, [3]],
  [/pound|ounce/iu, [16]],
  [/kilo|\bkm\b|\bkg\b|litre|liter|公斤|千克|米/iu, [1000, 100]],
  [/cent|dollar|\$|percent|%|penn|dime|nickel|元/iu, [100]],
  [/average|mean\b/iu, [2]],
];

/** Each quantity once. `one`, `a` and ordinals are none. */
export function quantities(question: string): Quantity[] {
  const text = plain(question);
  const numbers = tokens(text).filter((t): t is NumberToken => t.type === 'number');
  const sets = [
    ...numbers.map(({ value, percent }) => forms(value, percent)),
    ...implied.flatMap(([word, values]) => (text.match(word) ? [values] : [])),
  ];
  const seen = new Map(sets.map((values) => [keyOf(values[0]!), new Set(values.map(keyOf))]));
  return [...seen.values()];
}

/** p % may be used as p, p/100, or as the rest or the sum with the whole: 20 % off leaves 80 %. A fraction likewise. */
function forms(value: Fraction, percent: boolean): Fraction[] {
  if (!percent) return value.under === 1n ? [value] : [value, subtract(one, value)];
  return [value, subtract(one, value), add(one, value)].flatMap((v) => [v, multiply(v, hundred)]);
}

/** Numbers that a solution of the question may bring in without deriving them: its quantities, 1, and what its units call for. */
export function knownFrom(question: string, given: readonly Quantity[], solution: string): Set<string> {
  const words = `${question}\n${solution}`;
  return new Set([
    keyOf(one),
    ...given.flatMap((quantity) => [...quantity]),
    ...implied.flatMap(([word, values]) => (words.match(word) ? values.map(keyOf) : [])),
    ...conversions.flatMap(([word, values]) => (word.test(words) ? values.map(String) : [])),
  ]);
}
