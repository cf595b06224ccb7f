/**
 * What no text of the base model may hold: words and beginnings of sentences that are in every item of a held-out half or in some of
 * them. The pretraining corpus is searched for them by a test.
 */
import { heldOutArithmeticWords } from './arithmetic.ts';
import { chineseDomains } from './chinese/lexicon.ts';
import { people } from './facts.ts';
import { labelWords } from './mapping.ts';
import { type Domain, adjectiveFrames, domains } from './reviews/lexicon.ts';
import { heldOutTopicWords } from './topics.ts';

const ofDomain = (d: Domain): readonly string[] => [
  ...d.nouns,
  ...Object.values(d.adjectives).flat(),
  ...d.openings,
  ...Object.values(d.closings).flat(),
];

const english: readonly string[] = [
  ...domains.heldOut.flatMap(ofDomain),
  ...adjectiveFrames.heldOut.flatMap((frame) => /\} (\w+) \{/u.exec(frame)?.[1] ?? []),
  ...heldOutTopicWords,
  ...heldOutArithmeticWords,
  ...people.heldOut,
  ...labelWords.heldOut,
];
const chinese: readonly string[] = chineseDomains.heldOut.flatMap(ofDomain);

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
/** English as whole words; Chinese anywhere. */
const pattern = new RegExp(
  String.raw`(?<!\p{L})(?:${english.map(escaped).join('|')})(?!\p{L})|${chinese.map(escaped).join('|')}`,
  'giu',
);

/** The held-out words that a text holds, in order. */
export const heldOutWordsIn = (text: string): string[] => text.match(pattern) ?? [];
