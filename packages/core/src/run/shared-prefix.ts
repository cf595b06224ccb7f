/** What all prompts of a batch of requests begin with is computed once: its length, and its keys and values. */
import type { FeedValue } from '@adaptbench/graph';
import { smallest } from '../basics/extremes.ts';

/** Shorter common beginnings are not worth a pass of their own. */
const WORTHWHILE = 16;

/**
 * Number of leading tokens that all texts share, leaving each at least one token of its own before `limits[i]`; 0 where sharing
 * does not pay.
 */
export function sharedLength(texts: readonly (readonly number[])[], limits: readonly number[]): number {
  if (texts.length < 2) return 0;
  const [first] = texts;
  let n = smallest(limits) - 1;
  for (const t of texts) {
    let i = 0;
    while (i < n && t[i] === first![i]) i++;
    n = i;
  }
  return n >= WORTHWHILE ? n : 0;
}

/** Keys and values of the S tokens `ids` by layer, each [H, 1, S, K]. */
export interface KeyValues {
  readonly ids: readonly number[];
  readonly feeds: Readonly<Record<string, FeedValue>>;
  release(): void;
}
