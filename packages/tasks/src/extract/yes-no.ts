/**
 * Yes or no, in English and Chinese. Strict: right after "The answer is", or at the beginning. Lenient: that, else the last yes or no
 * that is an answer and not a determiner ("no one"), else what the last Chinese statement says. Questions, "yes or no", and what is left
 * open ("not sure", 不一定) say nothing.
 */
import { chineseHead, chineseStatement } from './chinese-polarity.ts';
import type { Extractor } from './extractor.ts';
import { leads } from './lead.ts';
import { normalise } from './normalise.ts';
import { END, segments } from './segments.ts';

type Claim = 'yes' | 'no' | null | undefined;

/** What may follow "no" as an answer; before any other word it is a determiner. */
const ENDS = `(?=$|\\s*$|[.,;:!?)\\]"'*\\n\uE001-]|\\s*[-(]|\\s+(?:it|he|she|they|there|this|that|we|you|i|because|since|as|but|so|not)(?!\\p{L}))`;
const SUBJECT = '(?:it|he|she|they|there|this|that|you|we|i|(?:the|this) (?:statement|claim|sentence))';
const VERB = '(?:is|are|was|were|does|do|did|can|could|will|would|has|have|should|must)';

/** In order: the first that fits says it. */
const heads: readonly (readonly [RegExp, Claim])[] = [
  [/^(?:yes (?:and|or|\/) ?no|yes ?\/ ?no|no (?:and|or) yes|yes, no\b|no, yes\b)/iu, null],
  [/^not (?:yes|true|right|correct|so|at all|really|possible)(?!\p{L})/iu, 'no'],
  [/^not (?:no|false|wrong|incorrect|untrue)(?!\p{L})/iu, 'yes'],
  [new RegExp(`^not${ENDS}`, 'iu'), 'no'],
  [/^(?:of course|absolutely|certainly|definitely|surely|probably|obviously|clearly) not(?!\p{L})/iu, 'no'],
  [
    /^(?:yes|yep|yeah|yup|true|correct|right|of course|absolutely|certainly|definitely|indeed|sure)(?![\p{L}-])/iu,
    'yes',
  ],
  [new RegExp(`^no${ENDS}`, 'iu'), 'no'],
  [/^(?:nope|nah|no way|false|incorrect|wrong|untrue|never)(?![\p{L}-])/iu, 'no'],
  [
    new RegExp(
      `^${SUBJECT} (?:${VERB} not|${VERB}n't|can(?:'t|not)|won't)(?= (?:true|correct|right|possible|so)(?!\\p{L})|[.,!]|\\s*$)`,
      'iu',
    ),
    'no',
  ],
  [new RegExp(`^${SUBJECT}(?: ${VERB}|'s)(?= (?:true|correct|right)(?!\\p{L})|[.!]|\\s*$)`, 'iu'), 'yes'],
  [
    new RegExp(`^${SUBJECT}(?: ${VERB}|'s) (?:not )?(?=(?:false|wrong|incorrect|untrue)(?!\\p{L}))`, 'iu'),
    'no',
  ],
];

/** Denials of a denial are left open. */
function english(text: string): Claim {
  const found = heads.find(([form]) => form.test(text));
  if (found === undefined) return undefined;
  return /^\S+(?: \S+)? not (?:false|wrong|incorrect|untrue)/iu.test(text) ? 'yes' : found[1];
}

const bare = (text: string): string => text.slice(0, 200).replace(/^[\s"'“”「『*([$\uE000]+/u, '');

function head(text: string): Claim {
  const start = bare(text);
  const found = english(start);
  return found === undefined ? chineseHead(start) : found;
}

function claim(segment: string): Claim {
  const last = leads(segment).at(-1);
  // "not yes" is for `head` to read.
  return head(last?.rest ?? segment);
}

const WORD = new RegExp(
  `(?<![\\p{L}-])(?:(?<both>yes(?: or | and | ?/ ?)no|no or yes)|(?<denied>(?:not|n't) (?:an? |say )?"?(?:yes|no)\\b)|(?<yes>yes)(?![\\p{L}-])|(?<no>no)${ENDS})`,
  'giu',
);

/** The last yes or no in English words. */
function lastWord(text: string): Claim {
  const all = [...text.matchAll(WORD)].filter((m) => m.groups!['both'] === undefined);
  const last = all.at(-1);
  if (last === undefined) return undefined;
  if (last.groups!['denied'] !== undefined)
    return /no"?$/iu.test(last[0]) && !/n't no$/iu.test(last[0]) ? 'yes' : 'no';
  return last.groups!['yes'] === undefined ? 'no' : 'yes';
}

function anywhere(whole: string): Claim {
  const segment = whole.slice(-END);
  const word = lastWord(segment);
  return word === undefined ? chineseStatement(segment) : word;
}

function first(text: string, read: (segment: string) => Claim): Claim {
  for (const segment of segments(normalise(text))) {
    const value = read(segment);
    if (value !== undefined) return value;
  }
  return undefined;
}

export const yesNo: Extractor = {
  strict: (text) => first(text, claim) ?? null,
  lenient(text) {
    const answer = first(text, claim);
    return answer === undefined ? (first(text, anywhere) ?? null) : answer;
  },
  canonical(gold) {
    const clean = normalise(gold).trim().toLowerCase().replace(/\.$/u, '');
    if (/^(?:1|y|yes|true|是的?|对的?|正确|没错|可以|能|会|有)$/u.test(clean)) return 'yes';
    return /^(?:0|n|no|false|否|不|不是|不对|不正确|不可以|不行|不能|不会|没有|错误?)$/u.test(clean)
      ? 'no'
      : null;
  },
  equal: (answer, gold) => answer === gold,
};
