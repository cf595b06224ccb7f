/** A quantity in Chinese numerals: 三百五十, 负三, 三点五万, 三分之一, 一又二分之一, 百分之三十, 一半. */
import {
  type Fraction,
  add,
  chineseNumber,
  chineseNumeral,
  fraction,
  multiply,
  negate,
} from '@adaptbench/core/numbers';
import { chinesePart, chineseRest, numberOf } from './chinese-rest.ts';
import type { Found, Quantity } from './quantity.ts';

/** Source of a pattern for where one begins. */
export const CHINESE = `[${chineseNumeral}]+|半`;

/** Words that count things: before one of them a single numeral is a number. */
const MEASURE =
  /[个個只隻块元圆本张張条颗支枝件天周月年岁歲人名次米斤里时秒角箱瓶朵辆輛位份盒袋层页棵倍把双对包杯碗车头匹架台道题颗粒根片盘吨克升度吋尺公厘毫小平立种種间所座栋]/u;
const CLOSED = /^(?:$|[\s.,;:!?)\]"'*$\uE001、；！？）」”%])/u;
/** After these a single numeral that ends a clause is a number. */
const STATED = /[是为等于=:有剩共得到答]\s?$/u;
/** 三至五, 三或五: a number and another one. */
const BESIDE = new RegExp(`^[至到或和与、~-][\\d${chineseNumeral}]`, 'u');
/** 三三两两, 七七八八: words. */
const IDIOM = /^(.)\1(.)\2$/u;
const DECIMALS = /点([零〇○一二三四五六七八九]{1,30})(?!分|[钟刻半])/uy;
const WHOLE_AND = new RegExp(`又(\\d{1,9}|[${chineseNumeral}]{1,9})(?=分之)`, 'uy');
const MYRIAD = /[万萬亿億]/uy;
const HALF = /半(?=[个個小天年月斤公米升里只块杯份箱袋瓶页张条打岁\s.,;!、；！\uE001]|$)/uy;

const at = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};
const NONE: readonly Quantity[] = [];

interface Reading {
  readonly value: Fraction | null;
  readonly to: number;
  readonly ratio: boolean;
}

/** Of the characters from `start` to `end`. */
export function chineseQuantity(text: string, start: number, end: number): Found {
  const run = text.slice(start, end);
  const before = text.slice(Math.max(0, start - 4), start);
  // 十几, 几十, 数百; a run that ends in a word of its own (一起) is cut by what follows.
  if (/[几數数]$/u.test(before)) return { quantities: NONE, next: end };
  if (run === '半') return { quantities: half(text, start), next: end };
  const read = reading(text, run, end);
  const after = text.slice(read.to, read.to + 2);
  if (read.value === null) {
    // 三五个 may be three or five, 二十多 is not twenty.
    const counted = MEASURE.test(after[0] ?? '') && run.length > 1 && !IDIOM.test(run);
    return { quantities: counted ? [{ ...read, from: start, kind: 'plain' }] : NONE, next: end };
  }
  if (IDIOM.test(run)) return { quantities: NONE, next: end };
  const open = /^[几多余]|^点(?!\d)|^来[个岁]|^[成折]/u.test(after);
  const negative = before.endsWith('负');
  const ordinal = before.endsWith('第');
  const plain = read.to > end || isCounted(run, before, after);
  if (!plain && !ordinal && !CLOSED.test(after) && !MEASURE.test(after[0] ?? '') && !BESIDE.test(after))
    return { quantities: NONE, next: end };
  const value = open ? null : negative ? negate(read.value) : read.value;
  const kind = plain && !ordinal ? 'plain' : 'weak';
  return {
    quantities: [{ value, ratio: read.ratio, from: negative ? start - 1 : start, to: read.to, kind }],
    next: Math.max(end, read.to),
  };
}

/** More than one character, or one before a measure or at the end of a statement; 一 is mostly part of a word. */
function isCounted(run: string, before: string, after: string): boolean {
  if (run === '十' && after.startsWith('分') && !/^分[钟.,]?$/u.test(after)) return false;
  if (run.length > 1) return true;
  if (run === '一') return false;
  return MEASURE.test(after[0] ?? '') || (CLOSED.test(after) && STATED.test(before));
}

function half(text: string, start: number): readonly Quantity[] {
  return at(HALF, text, start) === null
    ? NONE
    : [{ value: fraction(1, 2), ratio: true, from: start, to: start + 1, kind: 'weak' }];
}

function reading(text: string, run: string, end: number): Reading {
  const first = chineseNumber(run);
  // 百分之 has no digit of its own.
  const under =
    first ??
    (/^[百佰]$/u.test(run)
      ? fraction(100)
      : /^[千仟万萬]$/u.test(run)
        ? fraction(run === '千' || run === '仟' ? 1000 : 10_000)
        : null);
  if (under === null) return { value: null, to: end, ratio: false };
  const part = chinesePart(text, end, under);
  if (part !== null) return withDecimals(text, part);
  if (first === null) return { value: null, to: end, ratio: false };
  const and = at(WHOLE_AND, text, end);
  if (and !== null) {
    const fractional = chinesePart(text, end + and[0].length, numberOf(and[1]!) ?? fraction(0));
    const value = fractional?.value ?? null;
    return { value: value === null ? null : add(first, value), to: fractional?.to ?? end, ratio: true };
  }
  if (run === '一' && text.startsWith('半', end)) return { value: fraction(1, 2), to: end + 1, ratio: true };
  const decimal = withDecimals(text, { value: first, to: end, ratio: false });
  return { ...chineseRest(text, decimal.to, decimal.value!), ratio: decimal.ratio };
}

/** 三点一四, 三点五万. */
function withDecimals(text: string, read: Reading): Reading {
  const m = read.value === null ? null : at(DECIMALS, text, read.to);
  if (m === null) return read;
  const digits = m[1]!.split('').map((c) => chineseNumber(c)?.over ?? 10n);
  if (digits.some((d) => d > 9n)) return { ...read, value: null };
  const value = add(read.value!, fraction(BigInt(digits.join('')), 10n ** BigInt(digits.length)));
  const to = read.to + m[0].length;
  const myriad = at(MYRIAD, text, to)?.[0];
  if (myriad === undefined) return { ...read, value, to };
  const unit = /[万萬]/u.test(myriad) ? 10_000 : 100_000_000;
  return { ...read, value: multiply(value, fraction(unit)), to: to + 1 };
}
