/**
 * A short text, compared without case, width, outer punctuation and repeated spaces. Strict: the whole output is one line, or what
 * follows "The answer is" on its line. Lenient: what follows there, else the first line that is not empty. What is said after the model
 * went on with a question of its own is not read.
 */
import type { Extractor } from './extractor.ts';
import { BOX_END, plainLatex } from './latex.ts';
import { afterLead } from './lead.ts';
import { firstLine, normalise } from './normalise.ts';
import { segments } from './segments.ts';

const tidy = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Without punctuation and spaces at both ends. */
function bare(text: string): string {
  const inner = tidy(normalise(text).toLowerCase());
  const first = inner.search(/[^\s\p{P}]/u);
  if (first < 0) return '';
  let end = inner.length;
  while (/[\s\p{P}]/u.test(inner[end - 1]!)) end--;
  return inner.slice(first, end);
}

const nonEmpty = (text: string): string | null => (text === '' ? null : text);

/** The first part that says anything, and what follows "The answer is" in the first that has those words. */
function parts(text: string): { whole: string; rest: string | null } {
  const all = segments(/\\(?:boxed|text)/u.test(text) ? plainLatex(text) : text);
  const rest =
    all
      .map(afterLead)
      .find((part) => part !== null && part.trim() !== '')
      ?.split(BOX_END, 1)[0] ?? null;
  return { whole: all.find((part) => part.trim() !== '') ?? '', rest };
}

export const exact: Extractor = {
  strict(text) {
    const { whole, rest } = parts(text);
    if (rest !== null) return nonEmpty(tidy(firstLine(rest)));
    return whole.trim().includes('\n') ? null : nonEmpty(tidy(whole));
  },
  lenient(text) {
    const { whole, rest } = parts(text);
    return nonEmpty(tidy(firstLine(rest ?? whole)));
  },
  canonical: (gold) => nonEmpty(tidy(gold)),
  // Punctuation alone (an answer such as "?") is compared as it is.
  equal: (answer, gold) => (bare(gold) === '' ? tidy(answer) === tidy(gold) : bare(answer) === bare(gold)),
  several: true,
};
