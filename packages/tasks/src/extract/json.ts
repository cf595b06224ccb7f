/**
 * An answer that is JSON: the whole output, or its first code fence. Compared by value: fields in any order, case and white space of texts and
 * the last digits of numbers apart. What is trained on is the text as the file has it.
 */
import { normalised, readJson, sameJson } from '@adaptbench/metrics';
import { bracketed } from './bracketed.ts';
import type { Extractor } from './extractor.ts';

/** By how much equal numbers may differ, relative to the larger. */
const TOLERANCE = 1e-6;

const whole = (text: string): string | null => (readJson(text) === null ? null : text.trim());

export const json: Extractor = {
  strict: whole,
  lenient(text) {
    const found = whole(text);
    if (found !== null) return found;
    const inner = bracketed(text);
    return inner === null ? null : whole(inner);
  },
  canonical: whole,
  equal(answer, gold) {
    const [a, b] = [readJson(answer), readJson(gold)];
    if (a === null || b === null) return normalised(answer) === normalised(gold);
    return sameJson(a.value, b.value, TOLERANCE);
  },
  several: true,
  free: true,
};
