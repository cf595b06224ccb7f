/**
 * Slots as text, `name[The Eagle], food[English]`: the whole output, or its first line that has some. Compared as names with their values in
 * any order, case and white space apart.
 */
import { normalised, readSlots } from '@adaptbench/metrics';
import type { Extractor } from './extractor.ts';

/** An answer that goes on in another way is read up to there, as metrics read it. */
const some = (text: string): string | null => (readSlots(text.trim()).slots.length > 0 ? text.trim() : null);

const key = (text: string): string =>
  JSON.stringify(
    readSlots(text)
      .slots.map(({ name, value }) => JSON.stringify([normalised(name), normalised(value)]))
      .toSorted(),
  );

export const slots: Extractor = {
  strict: some,
  lenient: (text) =>
    text
      .split('\n')
      .map(some)
      .find((line) => line !== null) ?? null,
  canonical: (gold) => (readSlots(gold.trim()).whole ? some(gold) : null),
  equal: (answer, gold) => readSlots(answer).whole && key(answer) === key(gold),
  several: true,
  free: true,
};
