/** Arithmetic between words: the value of the tokens before or after an equals sign, units and currency left out. */
import { type Fraction, add, divide, multiply, negate, subtract } from '@adaptbench/core/numbers';
import type { NumberToken, Token } from './tokens.ts';

export interface Value {
  readonly value: Fraction;
  readonly operands: readonly Fraction[];
  /** Operators that were computed; 0 for a number alone. */
  readonly operators: number;
  /** Decimals shown, of a number alone. */
  readonly decimals: number;
  /** Whether a number in it is a percentage. */
  readonly percent: boolean;
  /** Single letters right after its numbers: units (5g + 3g) or unknowns (2x + 3). */
  readonly letters: readonly string[];
  /** Whether it is a fraction and no calculation: 2/5. */
  readonly bare: boolean;
  /** Words passed over in front. */
  readonly skipped: number;
  /** Indices of its first token and of the token after it. */
  readonly first: number;
  readonly next: number;
}

/** Words that may stand after a number as its unit, or before one: `5 bags of rice + another 3`. */
const UNIT_WORDS = 4;
/** Words that may stand before the first number: `= a total of 8`. */
const LEAD_WORDS = 4;
/** Tokens that one side may take. */
const MOST_TOKENS = 60;

type Arithmetic = Exclude<Token, { type: 'word' | 'equals' | 'is' | 'break' }>;

/** The longest expression that ends at token `last`; null where there is none, or where it is part of one with an unknown. */
export function readBackwards(all: readonly Token[], last: number): Value | null {
  let first = last;
  while (first > last - MOST_TOKENS && first >= 0 && !ends(all[first]!)) first--;
  const run = all.slice(first + 1, last + 1);
  for (let from = 0; from < run.length; from++) {
    const head = run[from]!;
    if (!begins(head)) continue;
    const value = compute(run.slice(from));
    if (value === null) continue;
    const before = run[from - 1];
    // What an operator joins to something that is no number, or a number with an unknown, is not known.
    const joined = before?.type === 'operator' && head.type !== 'operator';
    return joined ? null : { ...value, skipped: from, first: first + 1 + from, next: last + 1 };
  }
  return null;
}

/** The longest expression that begins at token `first` or a few words later. */
export function readForwards(all: readonly Token[], first: number): Value | null {
  let lead = first;
  while (lead < first + LEAD_WORDS && all[lead]?.type === 'word') lead++;
  if (all[lead] === undefined || !begins(all[lead]!)) return null;
  let last = lead;
  while (last < lead + MOST_TOKENS && last < all.length && !ends(all[last]!)) last++;
  for (let to = last; to > lead; to--) {
    const value = compute(all.slice(lead, to));
    if (value === null) continue;
    const next = all[to];
    return next?.type === 'operator' || isUnknown(next)
      ? null
      : { ...value, skipped: lead - first, first: lead, next: to };
  }
  return null;
}

const ends = (t: Token): boolean => t.type === 'equals' || t.type === 'is' || t.type === 'break';
const begins = (t: Token): boolean =>
  t.type === 'number' || t.type === 'open' || (t.type === 'operator' && t.sign === '-');
/** 2x, 3n, x */
const isUnknown = (t: Token | undefined): boolean => t?.type === 'word' && /^[xyznbk]$/u.test(t.text);
const isLetter = (t: Token | undefined): boolean => t?.type === 'word' && t.glued && t.text.length === 1;

/** The tokens without units: words right after a number, and strokes before a unit ($10/hour). null where other words stand between. */
function arithmetic(run: readonly Token[]): Arithmetic[] | null {
  const out: Arithmetic[] = [];
  let words = 0;
  for (const [i, token] of run.entries()) {
    if (token.type === 'word') {
      const previous = out.at(-1)?.type;
      if (isUnknown(token) || ++words > UNIT_WORDS || previous === undefined || previous === 'open')
        return null;
      continue;
    }
    if (token.type === 'equals' || token.type === 'is' || token.type === 'break') return null;
    if (token.type === 'operator' && token.sign === '/' && run[i + 1]?.type === 'word') continue;
    words = 0;
    out.push(token);
  }
  return withMixedNumbers(out);
}

/** `1 1/2` is one number; only side by side: in `60 because 240/4` there are two. */
function withMixedNumbers(list: readonly Arithmetic[]): Arithmetic[] {
  const out: Arithmetic[] = [];
  for (let i = 0; i < list.length; i++) {
    const [whole, ...part] = list.slice(i, i + 4);
    const [over, , under] = part;
    const touches = whole?.type === 'number' && over?.type === 'number' && over.at === whole.end + 1;
    if (touches && isFraction(part) && under?.type === 'number') {
      const rest = divide(over.value, under.value);
      if (rest === null) return [];
      out.push({ ...whole, value: add(whole.value, rest), end: under.end });
      i += 3;
    } else out.push(list[i]!);
  }
  return out;
}

function compute(run: readonly Token[]): Omit<Value, 'skipped' | 'first' | 'next'> | null {
  const list = arithmetic(run);
  if (list === null || list.length === 0) return null;
  const parser = { list, at: 0 };
  const value = sum(parser);
  if (value === null || parser.at < list.length) return null;
  const numbers = list.filter((t): t is NumberToken => t.type === 'number');
  const operators = list.filter(
    (t, i) =>
      t.type === 'operator' && i > 0 && list[i - 1]!.type !== 'operator' && list[i - 1]!.type !== 'open',
  ).length;
  return {
    value,
    operands: numbers.map((n) => n.value),
    operators: numbers.length < 2 ? 0 : operators,
    decimals: numbers.length === 1 ? numbers[0]!.decimals : 0,
    percent: numbers.some((n) => n.percent),
    letters: run.flatMap((t) => (t.type === 'word' && isLetter(t) ? [t.text] : [])),
    bare: isFraction(list),
  };
}

/** One number over another without spaces. */
const isFraction = ([over, stroke, under, ...more]: readonly Arithmetic[]): boolean =>
  over?.type === 'number' &&
  stroke?.type === 'operator' &&
  stroke.sign === '/' &&
  under?.at === over.end + 1 &&
  more.length === 0;

interface Parser {
  readonly list: readonly Arithmetic[];
  at: number;
}

/** sum := product (('+' | '-') product)* */
function sum(p: Parser): Fraction | null {
  let total = product(p);
  for (let t = p.list[p.at]; total !== null && t?.type === 'operator'; t = p.list[p.at]) {
    if (t.sign !== '+' && t.sign !== '-') break;
    p.at++;
    const next = product(p);
    if (next === null) return null;
    total = t.sign === '+' ? add(total, next) : subtract(total, next);
  }
  return total;
}

/** product := factor (('*' | '/')? factor)*, where brackets touch without an operator */
function product(p: Parser): Fraction | null {
  let total = factor(p);
  for (let t = p.list[p.at]; total !== null && t !== undefined; t = p.list[p.at]) {
    const touches = t.type === 'open' || (t.type === 'number' && p.list[p.at - 1]?.type === 'close');
    const times = touches || (t.type === 'operator' && t.sign === '*');
    if (!times && !(t.type === 'operator' && t.sign === '/')) break;
    if (t.type === 'operator') p.at++;
    const next = factor(p);
    if (next === null) return null;
    total = times ? multiply(total, next) : divide(total, next);
  }
  return total;
}

/** factor := '-' factor | '(' sum ')' | number */
function factor(p: Parser): Fraction | null {
  const t = p.list[p.at++];
  if (t?.type === 'number') return t.value;
  if (t?.type === 'operator' && t.sign === '-') {
    const inner = factor(p);
    return inner === null ? null : negate(inner);
  }
  if (t?.type !== 'open') return null;
  const inner = sum(p);
  return p.list[p.at++]?.type === 'close' ? inner : null;
}
