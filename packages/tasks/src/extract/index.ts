/** The kinds of answers that a generation task may have. */
import { exact } from './exact.ts';
import type { Extractor } from './extractor.ts';
import { json } from './json.ts';
import { letter } from './letter.ts';
import { number } from './number.ts';
import { set } from './set.ts';
import { slots } from './slots.ts';
import { text } from './text.ts';
import { yesNo } from './yes-no.ts';

export type { Extractor } from './extractor.ts';
export { firstNumber } from './number.ts';

export const extractors = { number, letter, yesno: yesNo, exact, text, json, slots, set } satisfies Record<
  string,
  Extractor
>;
export type ExtractorName = keyof typeof extractors;
