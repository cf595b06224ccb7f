/** A quantity that begins with digits. */
import {
  type Fraction,
  add,
  divide,
  englishNumber,
  fraction,
  fromDecimal,
  multiply,
  negate,
  powerOfTen,
} from '@adaptbench/core/numbers';
import { CHUNK, chunkList, chunkValue } from './chunk.ts';
import { chinesePart, chineseRest } from './chinese-rest.ts';
import { prefixAt } from './prefix.ts';
import type { Found, Quantity } from './quantity.ts';
import { scaled } from './scale.ts';

/** Larger powers are no answers. */
const MOST_DIGITS = 1000;

/** 0.(3), 0.1(6) */
const REPEATING = /\.?\((\d{1,9})\)/uy;
const EXPONENT = /[eE]([+-]?\d{1,9})(?!\p{L}|\d|\.\d)/uy;
const POWER = / ?(?:\^ ?|\*\*)\(?([+-]?\d{1,9})\)?(?![\p{L}\d]|\.\d)/uy;
const TIMES_TEN = / ?[×xX*] ?10 ?(?:\^|\*\*)\(?([+-]?\d{1,9})\)?(?!\d)/uy;
const SLASH = / ?\/ ?(?=\d)/uy;
const MIXED = /(?:[ \u00A0]| and |又)(\d{1,9})\/(\d{1,9})(?!\d|\/|[.,]\d)/uy;
const AND_PART = / and ((?:a|one|two|three) (?:half|thirds?|quarters?|fifths?))(?!\p{L})/iuy;
const PERCENT = /[ \u00A0]?(?:%|percent(?!\p{L})|per cent(?!\p{L}))/iuy;
/** What may not follow: letters of formulas, a height's inches, "more than", times of day. */
const UNFINISHED =
  / ?[π√∞±‰\uE002^]|[xyzn](?!\p{L})|'\d|(?:多|余|几|成|折|点(?!\d))|\+(?! ?\d)|\.\.\.|:\d|\/\d|\d/uy;

const at = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

interface Reading {
  readonly value: Fraction | null;
  readonly to: number;
  readonly ratio: boolean;
}

/** What stands at `start`, and where to go on. */
export function digitQuantities(text: string, start: number): Found {
  const chunk = at(CHUNK, text, start)![0];
  const end = start + chunk.length;
  const prefix = prefixAt(text, start);
  if (prefix.glued) return { quantities: [], next: end };
  const list = chunkList(chunk);
  if (list !== null) return { quantities: listed(list, start), next: end };
  // 1 200 3: not groups of one number.
  const run = chunk.includes(' ') && /^ \d/u.test(text.slice(end, end + 2));
  const plain = run ? null : chunkValue(chunk);
  const read: Reading =
    plain === null ? { value: null, to: end, ratio: false } : whole(text, chunk, end, plain, prefix.currency);
  const unfinished = prefix.doubtful || at(UNFINISHED, text, read.to) !== null;
  const hidden = unfinished && !(chunk === plainEllipsis(chunk) && text.startsWith('...', read.to));
  const value = hidden ? null : read.value;
  const percent = at(PERCENT, text, read.to);
  const to = read.to + (percent?.[0].length ?? 0);
  const quantity: Quantity = {
    value: value !== null && prefix.negative ? negate(value) : value,
    ratio: read.ratio,
    from: prefix.from,
    to,
    kind: kindOf(text, start, end),
  };
  return { quantities: [quantity], next: to };
}

/** Dots after a whole number are a pause, after decimals they leave digits out. */
const plainEllipsis = (chunk: string): string => (chunk.includes('.') ? '' : chunk);

function listed(list: readonly string[], start: number): Quantity[] {
  let from = start;
  return list.map((digits) => {
    const quantity = {
      value: chunkValue(digits),
      ratio: false,
      from,
      to: from + digits.length,
      kind: 'plain',
    } as const;
    from += digits.length + 1;
    return quantity;
  });
}

/** 1. at the head of a line, before text; 第3. */
function kindOf(text: string, from: number, to: number): Quantity['kind'] {
  const before = text.slice(Math.max(0, from - 8), from);
  if (before.endsWith('第')) return 'weak';
  if (to - from > 2 || !/^[.)、] ?[^\s\d.]/u.test(text.slice(to, to + 3))) return 'plain';
  return (from < 8 ? /(?:^|\n)[ \t*#]*$/u : /\n[ \t*#]*$/u).test(before) ? 'marker' : 'plain';
}

/** The number with all that follows it and changes it. */
function whole(text: string, chunk: string, end: number, plain: Fraction, currency: boolean): Reading {
  const repeating = chunk.includes('.') !== (text[end] === '.') ? at(REPEATING, text, end) : null;
  if (repeating !== null)
    return { value: withRepeating(plain, chunk, repeating[1]!), to: end + repeating[0].length, ratio: false };
  const scientific = powers(text, end, plain);
  if (scientific !== null) return { ...scientific, ratio: false };
  if (at(SLASH, text, end) !== null) return quotient(text, end, plain);
  const mixed = /^\d+$/u.test(chunk) ? mixedAt(text, end, plain) : null;
  if (mixed !== null) return { ...mixed, ratio: true };
  const part = chinesePart(text, end, plain);
  if (part !== null) return part;
  const { value, to } = scaled(text, end, plain, currency);
  return { ...(value === null ? { value, to } : chineseRest(text, to, value)), ratio: false };
}

/** 0.1(6) is 0.1666… */
function withRepeating(plain: Fraction, chunk: string, digits: string): Fraction {
  const places = chunk.split('.')[1]?.length ?? 0;
  const nines = fraction(10n ** BigInt(digits.length) - 1n);
  return add(plain, multiply(divide(fromDecimal(digits), nines)!, powerOfTen(-places)));
}

/** 1e3, 5^2, 3 × 10^4; null where none of these is written. */
function powers(text: string, end: number, plain: Fraction): Omit<Reading, 'ratio'> | null {
  const exponent = at(EXPONENT, text, end) ?? at(TIMES_TEN, text, end);
  if (exponent !== null) {
    const n = Number(exponent[1]);
    return {
      value: Math.abs(n) > MOST_DIGITS ? null : multiply(plain, powerOfTen(n)),
      to: end + exponent[0].length,
    };
  }
  const power = at(POWER, text, end);
  if (power === null) return null;
  return { value: raised(plain, Number(power[1])), to: end + power[0].length };
}

function raised(base: Fraction, exponent: number): Fraction | null {
  const size = Math.max(String(base.over).length, String(base.under).length);
  if (size * Math.abs(exponent) > MOST_DIGITS) return null;
  const n = BigInt(Math.abs(exponent));
  const power = { over: base.over ** n, under: base.under ** n };
  return exponent < 0 ? divide(fraction(1), power) : power;
}

/** 3/4; of 3/4/5 nothing is known. */
function quotient(text: string, end: number, over: Fraction): Reading {
  const from = end + at(SLASH, text, end)![0].length;
  const chunk = at(CHUNK, text, from)![0];
  const to = from + chunk.length;
  const under = chunkValue(chunk);
  const more = at(SLASH, text, to) !== null || text.startsWith('^', to);
  return { value: under === null || more ? null : divide(over, under), to, ratio: true };
}

/** 1 1/2, 2 and a half. */
function mixedAt(text: string, end: number, plain: Fraction): Omit<Reading, 'ratio'> | null {
  const m = at(MIXED, text, end);
  if (m !== null && Number(m[1]) < Number(m[2]))
    return { value: add(plain, fraction(BigInt(m[1]!), BigInt(m[2]!))), to: end + m[0].length };
  const words = at(AND_PART, text, end);
  const part = words === null ? null : englishNumber(words[1]!);
  return part === null ? null : { value: add(plain, part), to: end + words![0].length };
}
