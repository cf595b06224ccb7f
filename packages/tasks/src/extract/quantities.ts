/**
 * The quantities in a text, each once, in order: digits with whatever belongs to them (sign, groups, exponent, fraction, scale), Chinese
 * numerals, English number words. What could be several numbers, or is a time, a date or part of a formula, has no value.
 */
import { englishNumber, englishNumerals } from '@adaptbench/core/numbers';
import { CHINESE, chineseQuantity } from './chinese-quantity.ts';
import { doubtful } from './doubtful.ts';
import { digitQuantities } from './digit-quantity.ts';
import type { Found, Quantity } from './quantity.ts';

const FIGURES = new RegExp(
  `(?<doubtful>${doubtful})|(?<chinese>${CHINESE})|(?<digits>\\d|(?<![\\p{L}\\p{N}.)])\\.\\d)`,
  'gu',
);
const WORDS = new RegExp(englishNumerals, 'giu');
/** Words between which and a noun a small number is a quantity. */
const STATED = /\b(?:is|are|equals?|leaves|makes|gives|=) $/iu;

/** Expects normalised text. */
export function quantities(text: string): Quantity[] {
  const inDigits = figures(text);
  const words = inWords(text);
  return words.length === 0 ? inDigits : merged(inDigits, words);
}

/** Those that are not in English words. Expects normalised text. */
export function figures(text: string): Quantity[] {
  const out: Quantity[] = [];
  FIGURES.lastIndex = 0;
  for (let m = FIGURES.exec(text); m !== null; m = FIGURES.exec(text)) {
    const found = foundAt(text, m);
    out.push(...found.quantities);
    FIGURES.lastIndex = Math.max(m.index + 1, found.next);
  }
  return out;
}

function foundAt(text: string, m: RegExpExecArray): Found {
  const [from, to] = [m.index, m.index + m[0].length];
  const g = m.groups!;
  if (g['chinese'] !== undefined) return chineseQuantity(text, from, to);
  if (g['digits'] !== undefined) return digitQuantities(text, from);
  return { quantities: [{ value: null, ratio: false, from, to, kind: 'plain' }], next: to };
}

function inWords(text: string): Quantity[] {
  return [...text.matchAll(WORDS)].flatMap((m): Quantity[] => {
    const value = englishNumber(m[0]);
    if (value === null) return [];
    const [from, to] = [m.index, m.index + m[0].length];
    const large = value.under === 1n && value.over >= 10n;
    const stated =
      STATED.test(text.slice(Math.max(0, from - 10), from)) && !/^ of\b/u.test(text.slice(to, to + 4));
    const kind = large || (stated && value.over !== 1n) ? 'plain' : 'weak';
    return [{ value, ratio: value.under !== 1n && !/ point /iu.test(m[0]), from, to, kind }];
  });
}

/** By place; a word that is part of a figure's quantity (2 million, 3 and a half) is not counted again. */
function merged(digits: readonly Quantity[], words: readonly Quantity[]): Quantity[] {
  const out: Quantity[] = [];
  let w = 0;
  for (const figure of digits) {
    while (w < words.length && words[w]!.to <= figure.from) out.push(words[w++]!);
    while (w < words.length && words[w]!.from < figure.to) w++;
    out.push(figure);
  }
  out.push(...words.slice(w));
  return out;
}
