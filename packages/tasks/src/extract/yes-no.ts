/**
 * Yes or no, in English and Chinese. Strict: right after "The answer is", or at the beginning. Lenient: the last yes or no anywhere
 * (Chinese: the first at the head of a line, where 是 is an answer and not the copula).
 */
import type { Extractor } from './extractor.ts';
import { afterLead, normalise } from './normalise.ts';

const HEAD = /^(?:(?<no>no\b|not\b|false\b|不|否|错)|(?<yes>yes\b|true\b|是|对|正确))/iu;

function head(text: string): string | null {
  const groups = HEAD.exec(text.replace(/^[\s"'*([]+/u, ''))?.groups;
  if (!groups) return null;
  return groups['yes'] === undefined ? 'no' : 'yes';
}

export const yesNo: Extractor = {
  strict(text) {
    const clean = normalise(text);
    return head(afterLead(clean) ?? clean);
  },
  lenient(text) {
    const strict = yesNo.strict(text);
    if (strict !== null) return strict;
    const clean = normalise(text);
    const english = [...clean.matchAll(/\b(yes|no)\b/giu)].at(-1)?.[0].toLowerCase();
    return (
      english ??
      clean
        .split('\n')
        .map(head)
        .find((answer) => answer !== null) ??
      null
    );
  },
  canonical(gold) {
    const clean = normalise(gold).trim().toLowerCase();
    if (/^(1|yes|true|是|对|正确)$/u.test(clean)) return 'yes';
    return /^(0|no|false|否|不是|不对|错|错误)$/u.test(clean) ? 'no' : null;
  },
  equal: (answer, gold) => answer === gold,
};
