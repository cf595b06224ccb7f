/** The kinds of answers that a generation task may have. */
import { exact } from './exact.ts';
import type { Extractor } from './extractor.ts';
import { letter } from './letter.ts';
import { number } from './number.ts';
import { text } from './text.ts';
import { yesNo } from './yes-no.ts';

export type { Extractor } from './extractor.ts';
export { firstNumber } from './number.ts';

export const extractors = { number, letter, yesno: yesNo, exact, text } satisfies Record<string, Extractor>;
export type ExtractorName = keyof typeof extractors;
