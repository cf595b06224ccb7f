/**
 * The sixteen trigger sentences of Kojima et al. 2022 (table 4), best first, with the accuracy that text-davinci-002 reached on MultiArith
 * with each: 17.7 % without any. The last seven are meant to mislead or have nothing to do with the question.
 */
import { unknownName } from '@adaptbench/core';

export const triggers = {
  'step-by-step': "Let's think step by step.", // 78.7
  first: 'First,', // 77.3
  logically: "Let's think about this logically.", // 74.5
  splitting: "Let's solve this problem by splitting it into steps.", // 72.2
  realistic: "Let's be realistic and think step by step.", // 70.8
  detective: "Let's think like a detective step by step.", // 70.3
  think: "Let's think", // 57.5
  'before-we-dive': 'Before we dive into the answer,', // 55.7
  proof: 'The answer is after the proof.', // 45.7
  'do-not-think': "Don't think. Just feel.", // 18.8
  incorrect: "Let's think step by step but reach an incorrect answer.", // 18.7
  restaurant: 'By the way, I found a good restaurant nearby.', // 17.5
  'count-a': 'Let\'s count the number of "a" in the question.', // 16.7
  abrakadabra: 'Abrakadabra!', // 15.5
  'beautiful-day': "It's a beautiful day.", // 13.1
  'earth-is-round': 'By using the fact that the earth is round,', // 9.3
} as const;

/** The default in Chinese; the paper has English only. */
const chinese: Readonly<Record<string, string>> = { 'step-by-step': '让我们一步一步地思考。' };

/** The text of a trigger: one of the published ones by name, in the task's language where there is one, else what was given. */
export function triggerText(trigger: string, language: string): string {
  const known: Readonly<Record<string, string>> = triggers;
  const text = (/^zh\b/u.test(language) ? chinese[trigger] : undefined) ?? known[trigger];
  if (text !== undefined) return text;
  // A single word of small letters is a name that was mistyped rather than a sentence.
  if (/^[a-z0-9-]+$/u.test(trigger)) throw unknownName('trigger', trigger, Object.keys(triggers), 'cot');
  return trigger;
}
