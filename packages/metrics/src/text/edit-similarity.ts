/** 1 − Levenshtein distance / length of the longer text, in code points; texts as they stand. */
import type { Metric } from '@adaptbench/core';
import { distance } from 'fastest-levenshtein';
import { bestOver, itemMetric } from '../grading/item-metric.ts';

/** Characters that are compared, from the beginning: the time is the product of both lengths / 32, some 50 ms for two of these. */
export const MAX_EDIT_CHARACTERS = 10_000;

/**
 * Both texts with a single UTF-16 unit per code point, different ones for different ones, for the library compares units. Two cut texts
 * have fewer code points than there are units.
 */
function inUnits(first: string, second: string): [string[], string[]] {
  const units = new Map<string, string>();
  return [first, second].map((text) => {
    // A code point has at most two units, so this cut is never too short.
    const characters = Array.from(text.slice(0, 2 * MAX_EDIT_CHARACTERS)).slice(0, MAX_EDIT_CHARACTERS);
    return characters.map((character) => {
      const known = units.get(character);
      if (known !== undefined) return known;
      const unit = String.fromCharCode(units.size);
      units.set(character, unit);
      return unit;
    });
  }) as [string[], string[]];
}

/** Similarity of two texts; 1 of two empty ones. */
export function similarity(first: string, second: string): number {
  if (first === second) return 1;
  const [a, b] = inUnits(first, second);
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - distance(a.join(''), b.join('')) / longer;
}

/** Similarity with the best reference, a mean over items. */
export const editSimilarity: Metric = itemMetric(
  {
    name: 'edit-similarity',
    title: 'Edit similarity',
    means:
      '1 − Levenshtein distance / length of the longer text, with the best reference, a mean over items; of texts beyond 10,000 characters their beginnings.',
    binary: false,
  },
  (prediction, references) => bestOver(references, (reference) => similarity(prediction, reference)),
);
