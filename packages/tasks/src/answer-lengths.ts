/** How long free answers are, in characters, and which ones a tokenizer has to count to know how many tokens the longest takes. */
import { type Item, referencesOf } from '@adaptbench/core';

export interface AnswerLengths {
  /** Characters of answers, every right one counted: the middle, what 95 % do not exceed, the most. */
  readonly characters: { readonly median: number; readonly p95: number; readonly most: number };
  /** The answers of most characters, the longest first: one of them is that of most tokens, very nearly. */
  readonly longest: readonly string[];
}

/** Answers that are given to a tokenizer. */
const COUNTED = 64;

/** @returns null of no items */
export function answerLengths(items: readonly Item[]): AnswerLengths | null {
  const byLength = items
    .flatMap((item) => [...referencesOf(item)])
    .map((text) => ({ text, length: Array.from(text).length }))
    .toSorted((a, b) => a.length - b.length);
  if (byLength.length === 0) return null;
  const at = (share: number): number => byLength[Math.ceil(share * byLength.length) - 1]!.length;
  return {
    characters: { median: at(0.5), p95: at(0.95), most: at(1) },
    longest: byLength
      .slice(-COUNTED)
      .toReversed()
      .map(({ text }) => text),
  };
}
