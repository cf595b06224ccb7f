/**
 * The letter of a choice. Strict: right after "The answer is", "答案是", "选" and the like, in brackets or not, small or capital. Or at the
 * head of the first line, alone or before its option ("B", "(b) blue"). Lenient: that, else the last letter that is called right or chosen,
 * else the last in brackets. Else the last capital that stands alone and is not the English article or pronoun ("A bird", "I think"). Two
 * letters side by side ("A and B", "AB", "A或B") and a letter that is denied are no answer.
 */
import type { Extractor } from './extractor.ts';
import { leads } from './lead.ts';
import { firstLine, normalise } from './normalise.ts';
import { END, segments } from './segments.ts';

/** What may stand around a letter; an apostrophe makes a word of it (I'm, A's). */
const AFTER = "(?![\\p{Script=Latin}\\p{N}'_+]|-\\p{L})";
const BEFORE = "(?<![\\p{Script=Latin}\\p{N}'_+]|\\p{L}-)";
/** Words before the letter itself. */
const NOUN =
  '(?:(?:the )?(?:correct |right |best )?(?:option|choice|letter|answer) ?:? ?|选项 ?:?|选择? ?:?)?';
const OPEN = '[\\s*"\'`$([{]{0,4}';

/** Begins with a letter, an article apart: "a", "a)" and "a." are answers, "a bird" is not. */
const HEAD = new RegExp(
  `^${OPEN}${NOUN}${OPEN}(?:(?<capital>[A-Z])${AFTER}|(?<small>[b-z])(?=$|[\\s).,:;!?*"'\`$\\]}\uE001]|\\p{Script=Han})|(?<article>a)(?=$|\\s*$|[).,:;!?*"'\`$\\]}\uE001]|\\s*\\n|\\p{Script=Han}))`,
  'u',
);
const ALSO =
  /^[\s)\].*"'`$\uE001]{0,4}(?:,|、|\/|&|\+|and|or|和|与|及|或者?|还是)[\s([*"'`$]{0,4}(?:(?:option|choice|选项) )?[A-Za-z](?![\p{Script=Latin}'])/u;
/** 选B, 选项B, 故选：B */
const CHOSEN = new RegExp(
  `(?<!不|没|未|别)(?:选项?|选择|答案) ?(?:是|为|:)?[\\s([*"'\`]{0,3}([A-Za-z])${AFTER}`,
  'gu',
);
/** Option C is correct, (C) is right, B是正确的, B对 */
const RIGHT = new RegExp(
  `(?:(?:option|choice|answer|statement) |${BEFORE})[([*]{0,2}([A-Z])[)\\]*]{0,2}(?:项|选项)?(?: (?:is|must be|would be|should be) (?:(?:the|a) )?(?:correct|right|true|best)|(?:是|为)?(?:正确|对)(?!吗))`,
  'gu',
);
const BRACKETED = /\(([A-Za-z])\)/gu;
const ALONE = new RegExp(`${BEFORE}(?:A(?! \\p{Ll}(?!s\\b))|[B-HJ]|I(?=[).:]|$))${AFTER}`, 'gu');
const DENIED =
  /(?:\b(?:not|nor|neither|isn't|never|except|than)|不是|不选|非|排除|除了?)[\s(["'*]{0,3}(?:(?:option|choice|选项) ?\(?)?$/iu;

type Claim = string | null | undefined;

/** The letter that a text begins with; null where another stands beside it. */
function head(text: string): Claim {
  const m = HEAD.exec(text);
  const letter = m?.groups!['capital'] ?? m?.groups!['small'] ?? m?.groups!['article'];
  if (letter === undefined) return undefined;
  const rest = text.slice(m![0].length, m![0].length + 40);
  return ALSO.test(rest) ? null : letter.toUpperCase();
}

/** The first line is the letter, alone or before its option. */
function line(text: string): Claim {
  const first = firstLine(text);
  if (
    !/^[([*"'$]{0,3}[A-Za-z](?:$|[*"'$]{0,3}[).:\]]\)?[*"'$]{0,3}(?:\s|$|\p{Script=Han})|[*"'$]{1,3}$)/u.test(
      first,
    )
  )
    return undefined;
  return head(first);
}

function claim(segment: string): Claim {
  const all = leads(segment);
  const last = all.at(-1);
  if (last?.denied) return undefined;
  const found = last === undefined ? undefined : head(last.rest);
  if (found !== undefined) return found;
  const chosen = lastMatch(segment.slice(-END), CHOSEN, [ALSO]);
  return chosen === undefined ? (last === undefined ? line(segment) : undefined) : chosen;
}

/** Of the last match that is not denied; null where another letter stands beside it. */
function lastMatch(text: string, pattern: RegExp, beside: readonly RegExp[]): Claim {
  const last = [...text.matchAll(pattern)].findLast(
    (m) => !DENIED.test(text.slice(Math.max(0, m.index - 24), m.index)),
  );
  if (last === undefined) return undefined;
  const end = last.index + last[0].length;
  const letter = last[1] ?? last[0];
  const before = text.slice(Math.max(0, last.index - 24), last.index);
  const two = beside.some((form) => form.test(form === TWO ? before : text.slice(end, end + 40)));
  return two ? null : letter.toUpperCase();
}
/** Another letter right before. */
const TWO =
  /(?:^|[^\p{Script=Latin}'])[A-Z][)\]*"']{0,3} ?(?:,|、|\/|&|and|or|和|与|及|或者?|还是) ?(?:(?:option|choice) )?[([*"']{0,3}$/u;

function anywhere(whole: string): Claim {
  const segment = whole.slice(-END);
  const right = lastMatch(segment, RIGHT, []);
  if (right !== undefined) return right;
  const bracketed = lastMatch(segment, BRACKETED, [ALSO, TWO]);
  return bracketed === undefined ? lastMatch(segment, ALONE, [ALSO, TWO]) : bracketed;
}

function first(text: string, read: (segment: string) => Claim): Claim {
  for (const segment of segments(normalise(text))) {
    const value = read(segment);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const letter: Extractor = {
  strict: (text) => first(text, claim) ?? null,
  lenient(text) {
    const answer = first(text, claim);
    return answer === undefined ? (first(text, anywhere) ?? null) : answer;
  },
  canonical: (gold) => /^\(?([A-Z])[).]?$/u.exec(normalise(gold).trim().toUpperCase())?.[1] ?? null,
  equal: (answer, gold) => answer === gold,
};
