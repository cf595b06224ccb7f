/**
 * The equations of a worked solution, each computed anew without rounding. Read from calculator marks (`<<48/2=24>>`, Cobbe et al. 2021)
 * where a text has any, else from its prose: `5 apples + 3 apples = 8 apples`, `$2 x 3 = $6`, `20% of 50 = 10`, `三加五等于八`.
 */
import { type Value, readForwards, readBackwards } from './expression.ts';
import { type Fraction, atMost, equal, fraction, multiply, subtract } from '@adaptbench/core/numbers';
import { type Token, plain, tokens } from './tokens.ts';

export interface Equation {
  /** The numbers that are computed with, in order. */
  readonly operands: readonly Fraction[];
  /** What the text says comes out. */
  readonly stated: Fraction;
  /** Whether percentages are among its numbers. */
  readonly percent: boolean;
  /** Numbers that the text states between the equation before it and this one. */
  readonly stands: readonly Fraction[];
  /** Whether that is so. */
  readonly holds: boolean;
}

const MARK = /(<<[^<>=]*=[^<>]*>>)/u;

/** In the order of the text. A chain a = b = c is two equations. An equation with an unknown (2x + 3 = 7) is none. */
export function equations(text: string): Equation[] {
  const stated: Fraction[] = [];
  // What stands before a mark (`48/2 = <<48/2=24>>24`) then lacks its right side, and is not read twice.
  return text
    .split(MARK)
    .flatMap((part, i) => inProse(tokens(plain(i % 2 === 1 ? part.slice(2, -2) : part)), stated));
}

/** `stated` carries the numbers since the last equation over from part to part. */
function inProse(all: readonly Token[], stated: Fraction[]): Equation[] {
  const out: Equation[] = [];
  let done = 0;
  for (const [i, token] of all.entries()) {
    if (token.type !== 'equals' && token.type !== 'is') continue;
    const left = readBackwards(all, i - 1);
    const right = readForwards(all, i + 1);
    if (left === null || right === null || left.operators + right.operators === 0) continue;
    // "is" says that something equals only between a calculation and its result.
    const loose = left.operators === 0 || left.bare || right.operators > 0 || right.skipped > 0;
    if (token.type === 'is' && loose) continue;
    // 5g + 3g = 8g computes with units, 2x + 3 = 7 with an unknown.
    if (left.letters.toSorted().at(0) !== right.letters.toSorted().at(0)) continue;
    // In `4 boxes = 4 × 1.5 = 6` the first sign introduces a calculation.
    if (left.operators === 0 && all[right.next]?.type === 'equals') continue;
    for (const number of numbersOf(all.slice(done, left.first))) stated.push(number);
    done = right.next;
    out.push({ ...equation(left, right), stands: stated.splice(0) });
  }
  for (const number of numbersOf(all.slice(done))) stated.push(number);
  return out;
}

const numbersOf = (some: readonly Token[]): Fraction[] =>
  some.flatMap((t) => (t.type === 'number' ? [t.value] : []));

function equation(left: Value, right: Value): Omit<Equation, 'stands'> {
  // `8 = 5 + 3` states 8; of two calculations the second one's value is what is stated.
  const turned = left.operators === 0;
  const [computed, result] = turned ? [right, left] : [left, right];
  const also = !turned && result.operators > 0 ? result.operands : [];
  return {
    operands: [...computed.operands, ...also],
    stated: result.value,
    percent: computed.percent || result.percent,
    holds: agrees(computed, result),
  };
}

/**
 * Equal, or equal once rounded to the decimals that are shown (one at least: 7/2 is not 4). A percentage may be stated as its number:
 * 5/20 = 25%, and 5/20 × 100 = 25% too.
 */
function agrees(computed: Value, stated: Value): boolean {
  const scales =
    stated.percent || computed.percent ? [fraction(1), fraction(100), fraction(1, 100)] : [fraction(1)];
  return scales.some((scale) => {
    const difference = subtract(multiply(computed.value, scale), stated.value);
    if (equal(difference, fraction(0))) return true;
    if (stated.operators > 0 || stated.decimals === 0) return false;
    const unit = fraction(1, 10n ** BigInt(stated.decimals + (stated.percent ? 2 : 0)));
    return atMost(difference, multiply(unit, fraction(1, 2)));
  });
}
