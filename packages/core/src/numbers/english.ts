/** Numbers in English words: twelve, twenty-one, one hundred and five, two and a half, three quarters, minus three point five. */
import { type Fraction, add, divide, fraction, multiply, negate } from './fraction.ts';

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const units: ReadonlyMap<string, number> = new Map([
  ...small.map((word, i) => [word, i] as const),
  ...tens.map((word, i) => [word, 20 + 10 * i] as const),
]);
/** Western and Indian; a dozen is one too. */
const scales: ReadonlyMap<string, bigint> = new Map([
  ['dozen', 12n],
  ['thousand', 1000n],
  ['lakh', 100_000n],
  ['lac', 100_000n],
  ['million', 1_000_000n],
  ['crore', 10_000_000n],
  ['billion', 1_000_000_000n],
  ['trillion', 1_000_000_000_000n],
]);
const parts: ReadonlyMap<string, number> = new Map([
  ['half', 2],
  ['quarter', 4],
  ...'third fourth fifth sixth seventh eighth ninth tenth'.split(' ').map((w, i) => [w, i + 3] as const),
]);

/** The value of one word from zero to nineteen or of a ten; null for any other. */
export const englishNumberWord = (word: string): Fraction | null => {
  const value = units.get(word.toLowerCase());
  return value === undefined ? null : fraction(value);
};

/** What one word multiplies by: `million`, `hundred`, `dozens`; null for any other. */
export function englishScale(word: string): Fraction | null {
  const one = word.toLowerCase().replace(/s$/u, '');
  const scale = one === 'hundred' ? 100n : scales.get(one);
  return scale === undefined ? null : fraction(scale);
}

const names = [...units.keys(), ...scales.keys(), 'hundred', ...parts.keys()].toSorted(
  (a, b) => b.length - a.length,
);
const WORD = `(?:(?:${names.join('|')}|halves)s?)(?![\\p{L}\\p{N}])`;
/** Source of a pattern (flags giu) for a run of such words, to be read by `englishNumber`. */
export const englishNumerals = `(?<![\\p{L}\\p{N}-])(?:(?:minus|negative) )?(?:an? )?${WORD}(?:(?: and an? | and | an? | point |[ -])${WORD})*`;

/** null where the words are no number, or more than one (`five six`, `nineteen eighty`). */
export function englishNumber(text: string): Fraction | null {
  const words = text.toLowerCase().split(/[ -]/u);
  const negative = words[0] === 'minus' || words[0] === 'negative';
  const value = unsigned(negative ? words.slice(1) : words);
  return value !== null && negative ? negate(value) : value;
}

function unsigned(words: readonly string[]): Fraction | null {
  const scale =
    words.length === 3 && words[0] === 'half' && words[1] === 'a' ? englishScale(words[2]!) : null;
  if (scale !== null) return multiply(scale, fraction(1, 2));
  const point = words.indexOf('point');
  if (point >= 0) return withDecimals(words.slice(0, point), words.slice(point + 1));
  const last = words.at(-1)!;
  const under = partOf(last);
  if (under === null) return whole(words);
  const and = words.lastIndexOf('and');
  const over = words.slice(and + 1, -1);
  const part = partCount(over, last);
  const before = and < 0 ? fraction(0) : whole(words.slice(0, and));
  return part === null || before === null ? null : add(before, divide(part, fraction(under))!);
}

const singular = (word: string): string => (word === 'halves' ? 'half' : word.replace(/s$/u, ''));
const partOf = (word: string): number | null => parts.get(singular(word)) ?? null;

/** How many parts: half, a half, one half, two halves; `twenty third` is an ordinal. */
function partCount(over: readonly string[], last: string): Fraction | null {
  const many = singular(last) !== last;
  if (over.length === 0) return last === 'half' ? fraction(1) : null;
  if (over.length > 1) return null;
  const count = over[0] === 'a' || over[0] === 'an' ? fraction(1) : englishNumberWord(over[0]!);
  if (count === null || count.over > 19n) return null;
  return many === (count.over !== 1n) ? count : null;
}

function withDecimals(before: readonly string[], after: readonly string[]): Fraction | null {
  const value = before.length === 0 ? null : whole(before);
  const figures = after.map((word) => units.get(word) ?? 10);
  if (value === null || figures.length === 0 || figures.some((d) => d > 9)) return null;
  return add(value, fraction(BigInt(figures.join('')), 10n ** BigInt(figures.length)));
}

function whole(words: readonly string[]): Fraction | null {
  let [total, current, floor] = [0n, null as bigint | null, null as bigint | null];
  /** What a unit must be below, so that `five six` is none and `twenty one` is. */
  let room = 1000n;
  for (const [i, word] of words.entries()) {
    const unit = units.get(word);
    if (word === 'a' || word === 'an') {
      if (i > 0 || words.length === 1) return null;
      [current, room] = [1n, 1n];
    } else if (word === 'and') {
      if (i === words.length - 1 || i === 0 || units.has(words[i - 1]!)) return null;
    } else if (unit !== undefined) {
      if (BigInt(unit) >= room || (unit === 0 && words.length > 1)) return null;
      current = (current ?? 0n) + BigInt(unit);
      room = unit >= 20 ? 10n : 0n;
    } else if (singular(word) === 'hundred') {
      if (current === null || current === 0n || current > 99n) return null;
      [current, room] = [current * 100n, 100n];
    } else {
      const scale = scales.get(singular(word));
      if (scale === undefined || current === null || current === 0n || (floor !== null && scale >= floor))
        return null;
      total += current * scale;
      [current, floor, room] = [null, scale, scale < 1000n ? scale : 1000n];
    }
  }
  return fraction(total + (current ?? 0n));
}
