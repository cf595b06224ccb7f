/** A text cut into what arithmetic is written with: numbers, operators, brackets, equals signs, words. English and Chinese. */
import { type Fraction, fraction, fromDecimal, multiply } from '@adaptbench/core/numbers';
import { arabic, writtenNumber } from './written-numbers.ts';

export interface NumberToken {
  readonly type: 'number';
  readonly value: Fraction;
  /** Decimal places as written; of a percentage those of the percentage. */
  readonly decimals: number;
  readonly percent: boolean;
  readonly at: number;
  /** Where its digits end. */
  readonly end: number;
}
export type Token =
  | NumberToken
  | { readonly type: 'operator'; readonly sign: '+' | '-' | '*' | '/'; readonly at: number }
  | { readonly type: 'open' | 'close' | 'equals' | 'break'; readonly at: number }
  /** `is` and its like, which say that something equals only after a calculation. */
  | { readonly type: 'is'; readonly at: number }
  /** `glued`: no space before it, as in 5km or 2x. */
  | { readonly type: 'word'; readonly text: string; readonly glued: boolean; readonly at: number };

/** Longer numbers are no quantities. */
const MOST_DIGITS = 40;

/** One writing for each sign: full width, Chinese words, LaTeX, `plus`. Keeps no positions. */
export const plain = (text: string): string =>
  arabic(
    text
      .replaceAll(/(\d)([¼-¾⅐-⅞])/gu, '$1 $2')
      .normalize('NFKC')
      .replaceAll(/\\[dt]?frac\{(\d+)\}\{(\d+)\}/gu, '$1/$2')
      .replaceAll(/\\(?:times|cdot|ast)|[×·⋅∗✕✖]|\*\*(?=\d)|乘以|乘/gu, '*')
      .replaceAll(/\\div|[÷⁄]|除以/gu, '/')
      .replaceAll(/[‐‑‒–−]|减去?/gu, '-')
      .replaceAll(/加上?/gu, '+')
      .replaceAll('等于', '=')
      .replaceAll(/\\[()[\]]|[*_]{2,}|\\(?=[$%])/gu, '')
      .replaceAll(/\b(?:multiplied by|times)(?= \$?[\d.(])/giu, '*')
      .replaceAll(/\bdivided by(?= \$?[\d.(])/giu, '/')
      .replaceAll(/\bplus(?= \$?[\d.(])/giu, '+')
      .replaceAll(/\b(?:minus|less)(?= \$?[\d.(])/giu, '-')
      .replaceAll(/\bequals\b/giu, '=')
      .replaceAll(/\b(?:is|are) equal to\b/giu, 'is'),
  );

const PIECE =
  /(?<number>(?<=[$£€¥]\s?)\d{1,3}(?: \d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?<ordinal>(?:st|nd|rd|th)\b)?(?:\s?(?<percent>%|percent\b|per cent\b))?(?:\s?(?<unit>[万亿]))?|(?<word>[\p{L}'’]+)|(?<break>\n|[.,;:!?。；！？、](?=\s|$|\p{Script=Han}))|(?<sign>[-+*/()=[\]])|(?<other>[^\s$£€¥])/gu;

const units: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };
const signs = { '(': 'open', '[': 'open', ')': 'close', ']': 'close', '=': 'equals' } as const;
const weak = /^(?:is|are|gives|makes|leaves|was|be)$/iu;

/** Expects `plain` text. */
export function tokens(text: string): Token[] {
  const out: Token[] = [];
  for (const m of text.matchAll(PIECE)) {
    const token = tokenOf(m, text);
    if (token !== null) out.push(token);
  }
  return out;
}

function tokenOf(m: RegExpExecArray, text: string): Token | null {
  const at = m.index;
  const g = m.groups!;
  const glued = at > 0 && /[\d)]/u.test(text[at - 1]!);
  if (g['number'] !== undefined) return numberOf(g, at);
  if (g['word'] !== undefined) return wordOf(g['word'], glued, at, text);
  if (g['break'] !== undefined || g['other'] !== undefined) return { type: 'break', at };
  const sign = g['sign']!;
  if (sign in signs) return { type: signs[sign as keyof typeof signs], at };
  if (sign === '-' && isDash(text, at)) return null;
  return { type: 'operator', sign: sign as '+', at };
}

/** A hyphen between words (12-mile), or the mark of a list's line. */
const isDash = (text: string, at: number): boolean =>
  /\p{L}/u.test(text[at + 1] ?? '') || (text[at + 1] === ' ' && follows(/(?<=(?:^|\n)\s*)/uy, text, at));

/** Whether a pattern that looks behind alone holds there; it looks no further than it matches, whatever stands before. */
function follows(behind: RegExp, text: string, at: number): boolean {
  behind.lastIndex = at;
  return behind.test(text);
}

function numberOf(g: Readonly<Record<string, string | undefined>>, at: number): Token | null {
  const digits = g['number']!;
  if (g['ordinal'] !== undefined) return null;
  if (digits.length > MOST_DIGITS) return { type: 'break', at };
  const percent = g['percent'] !== undefined;
  const scale = percent ? fraction(1, 100) : fraction(units[g['unit'] ?? ''] ?? 1);
  return {
    type: 'number',
    value: multiply(fromDecimal(digits), scale),
    decimals: digits.split('.')[1]?.length ?? 0,
    percent,
    at,
    end: at + digits.length,
  };
}

function wordOf(word: string, glued: boolean, at: number, text: string): Token {
  const rest = text.slice(at + word.length);
  if (/^x$/iu.test(word) && /^\s?\$?[\d.(]/u.test(rest)) return { type: 'operator', sign: '*', at };
  // 20% of 50, 3/4 of 20, half of 10
  if (
    word === 'of' &&
    /^\s\$?[\d.(]/u.test(rest) &&
    follows(/(?<=(?:%|percent|half|\d\s?\/\s?\d+)\s)/uy, text, at)
  )
    return { type: 'operator', sign: '*', at };
  const value =
    /^\sof\s\$?[\d.(]/u.test(rest) && /^half$/iu.test(word) ? fraction(1, 2) : writtenNumber(word);
  if (value !== null && !glued)
    return { type: 'number', value, decimals: 0, percent: false, at, end: at + word.length };
  if (weak.test(word)) return { type: 'is', at };
  return { type: 'word', text: word.toLowerCase(), glued, at };
}
