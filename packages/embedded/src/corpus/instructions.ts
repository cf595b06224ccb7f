/**
 * Instructions and responses of a few families: repeat, first and last word, count, list, reverse, upper case, compare, colour of an
 * object. Left out as families: options with letters (A, B, C), questions for a topic, instructions about sentiment, translation.
 */
import type { Random } from '@adaptbench/core';
import { answer } from './answer.ts';
import { allWords } from './made-up.ts';
import { between, classes, pick, pickMany } from '../worlds/index.ts';

type Pair = readonly [instruction: string, response: string];

const families: readonly ((r: Random) => Pair)[] = [
  (r) => {
    const w = pick(r, allWords);
    const n = between(r, 2, 5);
    return [`Repeat the word ${w} ${n} times.`, Array(n).fill(w).join(' ')];
  },
  (r) => {
    const list = pickMany(r, allWords, between(r, 2, 6));
    return [`Give the first word: ${list.join(', ')}`, list[0]!];
  },
  (r) => {
    const list = pickMany(r, allWords, between(r, 2, 6));
    return [`Give the last word: ${list.join(', ')}`, list.at(-1)!];
  },
  (r) => {
    const list = pickMany(r, allWords, between(r, 2, 6));
    return [`Count the words: ${list.join(', ')}`, String(list.length)];
  },
  (r) => {
    const [kind, members] = pick(r, Object.entries(classes.pretraining));
    return [`List three words of the kind ${kind}.`, pickMany(r, members, 3).join(', ')];
  },
  (r) => {
    const list = pickMany(r, allWords, between(r, 2, 4));
    return [`Reverse the list: ${list.join(', ')}`, list.toReversed().join(', ')];
  },
  (r) => {
    const w = pick(r, allWords);
    return [`Write ${w} in capital letters.`, w.toUpperCase()];
  },
  (r) => {
    const [a, b] = pickMany(
      r,
      Array.from({ length: 98 }, (_, i) => i + 1),
      2,
    ) as [number, number];
    return [`Which is larger, ${a} or ${b}?`, String(Math.max(a, b))];
  },
];

export function instructionsDocument(r: Random): string {
  const [ask, reply, space] = pick(r, [
    ['Instruction: ', '\nResponse:', ' '],
    ['User: ', '\nAssistant:', ' '],
    ['### Instruction\n', '\n### Response\n', ''],
  ] as const);
  return Array.from({ length: 2 + r.below(4) }, () => {
    const [instruction, response] = pick(r, families)(r);
    return `${ask}${instruction}${reply}${answer(space + response)}`;
  }).join('\n\n');
}
