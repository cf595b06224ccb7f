/**
 * Four properties of a rationale, each from 0 to 1, computed from its text alone:
 *
 * - logic: the share of the numbers it computes with that were given or derived. Given are the question's, and conversions such as 60
 *   minutes; derived are results of earlier equations, and numbers stated before that are one operation on two of these. 0 where it
 *   computes nothing.
 * - completeness: the share of the question's quantities that it computes with; 1 where the question has none.
 * - feasibility: 1 where it stayed within its budget and ends in an answer, else 0.
 * - verifiability: the share of its equations that hold when computed anew. 0 where there is none, as there is nothing to verify.
 *
 * `follows` adds whether the answer is the result of the last equation. They are about arithmetic; on other tasks only feasibility says
 * anything.
 */
import { equations } from './equations.ts';
import {
  type Fraction,
  add,
  divide,
  equal,
  fraction,
  fromKey,
  keyOf,
  multiply,
  subtract,
} from '@adaptbench/core/numbers';
import { knownFrom, quantities } from './quantities.ts';
import { type NumberToken, plain, tokens } from './tokens.ts';

export interface Rationale {
  readonly question: string;
  readonly text: string;
  /** The answer that was read, null where none was. */
  readonly answer: string | null;
  /** Whether it ended by itself, within its budget of tokens. */
  readonly finished: boolean;
}

export interface RationaleMeasures {
  readonly logic: number;
  readonly completeness: number;
  readonly feasibility: number;
  readonly verifiability: number;
  /** 1 where the answer is the result of the last equation, else 0. */
  readonly follows: number;
  /** How many equations it has. */
  readonly equations: number;
}

export function measureRationale({ question, text, answer, finished }: Rationale): RationaleMeasures {
  const steps = equations(text);
  const given = quantities(question);
  const known = knownFrom(question, given, text);
  const found = new Map(given.flatMap((q) => [...q]).map((key) => [key, fromKey(key)]));
  const used = new Set<string>();
  let [operands, supported] = [0, 0];
  for (const step of steps) {
    for (const value of step.stands)
      if (!known.has(keyOf(value)) && derivable(value, [...found.values()])) {
        known.add(keyOf(value));
        found.set(keyOf(value), value);
      }
    for (const key of step.operands.map(keyOf)) {
      operands++;
      if (known.has(key)) supported++;
      used.add(key);
    }
    known.add(keyOf(step.stated));
    found.set(keyOf(step.stated), step.stated);
  }
  const complete = given.filter((quantity) => [...quantity].some((key) => used.has(key))).length;
  const share = (part: number, whole: number, ofNothing: number): number =>
    whole === 0 ? ofNothing : part / whole;
  return {
    logic: share(supported, operands, 0),
    completeness: share(complete, given.length, 1),
    feasibility: finished && answer !== null ? 1 : 0,
    verifiability: share(steps.filter((step) => step.holds).length, steps.length, 0),
    follows: followsFrom(answer, steps.at(-1)) ? 1 : 0,
    equations: steps.length,
  };
}

/** Whether one operation on two of the numbers gives the value. */
const derivable = (value: Fraction, from: readonly Fraction[]): boolean =>
  from.some((a) =>
    from.some((b) =>
      [add(a, b), subtract(a, b), multiply(a, b), divide(a, b)].some((c) => c !== null && equal(c, value)),
    ),
  );

/** A percentage may be given as its number. */
function followsFrom(answer: string | null, last: ReturnType<typeof equations>[number] | undefined): boolean {
  const value = answer === null ? undefined : valueOf(answer);
  if (value === undefined || last === undefined) return false;
  const results = last.percent ? [last.stated, multiply(last.stated, fraction(100))] : [last.stated];
  return results.some((result) => keyOf(result) === value);
}

/** The one number of a text, by key. */
function valueOf(answer: string): string | undefined {
  const numbers = tokens(plain(answer)).filter((t): t is NumberToken => t.type === 'number');
  const [over, under] = numbers;
  if (over === undefined || numbers.length > 2) return undefined;
  const sign = /^\s*-/u.test(answer) ? fraction(-1) : fraction(1);
  if (under === undefined) return keyOf(multiply(over.value, sign));
  if (!/^-?\s*[\d.,]+\s*\/\s*[\d.,]+$/u.test(answer) || under.value.over === 0n) return undefined;
  return keyOf(multiply(multiply(over.value, fraction(under.value.under, under.value.over)), sign));
}
