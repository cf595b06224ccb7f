/**
 * Numbers in text. Strict: right after the first "####", else the last "The answer is", "答案是" or `\boxed{`; or a first line that is
 * a number and nothing else. Lenient: that, else the last number. What is said after the model went on with a question of its own is not
 * read. `first`: the first number anywhere, as zero_shot_cot's `answer_cleansing` takes it from the answer to "Therefore, the answer
 * (arabic numerals) is".
 *
 * Where several numbers may be meant (a range, a list, a time, a date, 3 or 4, 2√3, less than 5) there is no answer.
 */
import { decimalsOf, keyOf } from '@adaptbench/core/numbers';
import { agrees } from './agree.ts';
import type { Extractor } from './extractor.ts';
import { afterHashes, leads } from './lead.ts';
import { firstLine, normalise } from './normalise.ts';
import { figures, quantities } from './quantities.ts';
import type { Quantity } from './quantity.ts';
import { isJoined, resultOf } from './relations.ts';
import { segments } from './segments.ts';

/** In canonical form: no separators, no trailing zeros, exact; a fraction that was written as one in lowest terms. */
function written({ value, ratio }: Pick<Quantity, 'value' | 'ratio'>): string | null {
  if (value === null) return null;
  return ratio ? keyOf(value) : (decimalsOf(value) ?? keyOf(value));
}

/** What an output states as its answer: a value, or none that could be told (null); undefined where it states nothing. */
type Claim = string | null | undefined;

/** As much of a text as an answer's beginning takes. */
const ANSWER = 400;
/** And as much as shows that it begins with a number. */
const BEGINNING = 64;
/** Where the last number is looked for first. */
const WINDOW = 4000;
/** Longer gold answers are none. */
const LONGEST_GOLD = 4000;

/** The number at the beginning of a text, where one must stand. */
function claimed(rest: string): Claim {
  const head = rest.slice(0, ANSWER);
  const [first] = quantities(rest.slice(0, BEGINNING));
  if (first === undefined || first.from > 0 || isListMarker(head, first)) return undefined;
  const all = quantities(head);
  const result = resultOf(head, all);
  return result === null ? null : written(result);
}

/** "1. First, …" */
const isListMarker = (text: string, q: Quantity): boolean => /^[.)] ?\p{L}/u.test(text.slice(q.to, q.to + 3));

function claim(segment: string): Claim {
  for (const rest of afterHashes(segment)) {
    const value = claimed(rest);
    if (value !== undefined) return value;
  }
  const last = leads(segment).at(-1);
  if (last !== undefined) return last.denied ? undefined : claimed(last.rest);
  const line = firstLine(segment);
  const all = line.length > ANSWER ? [] : quantities(line);
  const [only] = all;
  return only?.from === 0 && only.to === line.length ? written(only) : undefined;
}

/** The number of a text that states none in so many words. */
function lastOf(segment: string): Claim {
  const last = leads(segment).at(-1);
  if (last?.denied) {
    const end = /[.!?\n] |\n/u.exec(last.rest);
    return end === null ? null : (lastOf(last.rest.slice(end.index + 1)) ?? null);
  }
  if (last !== undefined) {
    const sentence = /^(?:[^.!?\n]|[.!?](?!\s))*/u.exec(last.rest.slice(0, ANSWER))![0];
    const inside = quantities(sentence).filter((q) => q.kind === 'plain');
    if (inside.length === 1) return written(inside[0]!);
  }
  const { all, answer } = lastQuantity(segment);
  if (answer === undefined) return undefined;
  return isJoined(segment, all[all.indexOf(answer) - 1], answer) ? null : written(answer);
}

/** A window at the end that grows until the number is well inside it: long texts are read once, not number by number. */
function lastQuantity(text: string): { all: readonly Quantity[]; answer: Quantity | undefined } {
  for (let size = WINDOW; ; size *= 2) {
    const start = Math.max(0, text.length - size);
    const all = quantities(text.slice(start)).map((q) =>
      start === 0 ? q : { ...q, from: q.from + start, to: q.to + start },
    );
    const plain = all.findLast((q) => q.kind === 'plain');
    if (start === 0) return { all, answer: plain ?? all.at(-1) };
    if (plain !== undefined && plain.from > start + BEGINNING) return { all, answer: plain };
  }
}

/** The first that is not undefined; null where all are. */
function firstOf(text: string, read: (segment: string) => Claim): string | null {
  for (const segment of segments(normalise(text))) {
    const value = read(segment);
    if (value !== undefined) return value;
  }
  return null;
}

const stated = (text: string): Claim => {
  for (const segment of segments(normalise(text))) {
    const value = claim(segment);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** The first number in figures; null where there is none or it is in doubt. */
export const firstNumber = (text: string): string | null => {
  const first = figures(normalise(text)).find((q) => q.kind !== 'weak');
  return first === undefined ? null : written(first);
};

export const number: Extractor = {
  strict: (text) => stated(text) ?? null,
  lenient(text) {
    const answer = stated(text);
    return answer === undefined ? firstOf(text, lastOf) : answer;
  },
  canonical(gold) {
    const [only, second] = gold.length > LONGEST_GOLD ? [] : quantities(normalise(gold));
    return only === undefined || second !== undefined ? null : written(only);
  },
  equal: agrees,
};
