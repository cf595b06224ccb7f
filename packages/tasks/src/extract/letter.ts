/**
 * The letter of a choice, A to J. Strict: right after "The answer is" (in brackets or not), or at the head of the first line alone or
 * before its option ("B", "(B) blue"). Lenient: the last letter in brackets, or else the last capital that stands alone and is not the
 * English article or pronoun ("A bird", "I think").
 */
import type { Extractor } from './extractor.ts';
import { afterLead, firstLine, normalise } from './normalise.ts';

const ALONE = /(?<![\p{L}\p{N}'])(?:A(?! \p{Ll}(?!s\b))|[B-HJ]|I(?=[).:]|$))(?![\p{L}\p{N}'])/gu;

export const letter: Extractor = {
  strict(text) {
    const clean = normalise(text);
    const rest = afterLead(clean);
    if (rest !== null) return /^([A-J])(?![\p{L}\p{N}'])/u.exec(rest)?.[1] ?? null;
    return /^\(?([A-J])(?:$|[).:]\)?(?:\s|$))/u.exec(firstLine(clean))?.[1] ?? null;
  },
  lenient(text) {
    const clean = normalise(text);
    const strict = letter.strict(text);
    if (strict !== null) return strict;
    const bracketed = [...clean.matchAll(/\(([A-J])\)/gu)].at(-1)?.[1];
    return bracketed ?? [...clean.matchAll(ALONE)].at(-1)?.[0] ?? null;
  },
  canonical: (gold) => /^\(?([A-J])[).]?$/u.exec(normalise(gold).trim().toUpperCase())?.[1] ?? null,
  equal: (answer, gold) => answer === gold,
};
