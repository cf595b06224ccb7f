/**
 * A short text, compared without case, width, outer punctuation and repeated spaces. Strict: the whole output is one line, or what
 * follows "The answer is" on its line. Lenient: what follows there, else the first line that is not empty.
 */
import type { Extractor } from './extractor.ts';
import { afterLead, firstLine, normalise } from './normalise.ts';

const tidy = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
const bare = (text: string): string =>
  tidy(normalise(text).toLowerCase()).replaceAll(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');

const nonEmpty = (text: string): string | null => (text === '' ? null : text);

export const exact: Extractor = {
  strict(text) {
    const rest = afterLead(text);
    if (rest !== null) return nonEmpty(tidy(firstLine(rest)));
    return text.trim().includes('\n') ? null : nonEmpty(tidy(text));
  },
  lenient: (text) => nonEmpty(tidy(firstLine(afterLead(text) ?? text))),
  canonical: (gold) => nonEmpty(tidy(gold)),
  // Punctuation alone (an answer such as "?") is compared as it is.
  equal: (answer, gold) => (bare(gold) === '' ? tidy(answer) === tidy(gold) : bare(answer) === bare(gold)),
};
