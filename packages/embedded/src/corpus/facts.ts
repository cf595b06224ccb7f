/** Facts and questions: small worlds that are read and asked about, one that is always the same, and what kind of thing a thing is. */
import type { Random } from '@adaptbench/core';
import { answer } from './answer.ts';
import {
  type Fact,
  capital,
  chance,
  classes,
  drawKind,
  drawWorld,
  knownWorld,
  pick,
  pickMany,
} from '../worlds/index.ts';

const asked = (r: Random, facts: readonly Fact[], n: number): string => {
  const [question, reply] = pick(r, [
    ['Question', 'Answer'],
    ['Q', 'A'],
  ] as const);
  return pickMany(r, facts, n)
    .map((f) => `${question}: ${f.question}\n${reply}:${answer(` ${f.value}`)}`)
    .join('\n');
};

/** Read, then asked: the answers stand in the text. */
export function factsDocument(r: Random): string {
  const facts = drawWorld(r, 'pretraining', 3 + r.below(6));
  return `${facts.map((f) => f.statement).join(' ')}\n${asked(r, facts, 2 + r.below(4))}`;
}

/** Asked without being read: the answers are the same in all documents. */
export function knownFactsDocument(r: Random): string {
  const title = 'From the town register\n';
  return chance(r, 0.5)
    ? title +
        pickMany(r, knownWorld, 6)
          .map((f) => f.statement)
          .join(' ')
    : title + asked(r, knownWorld, 5);
}

/** "A hammer is a tool."; what it is asked about; and lists of a kind. */
export function kindsDocument(r: Random): string {
  const form = r.below(5);
  return Array.from({ length: 8 }, () => {
    const { word, kind } = drawKind(r);
    if (form === 0) return `${capital(withArticle(word))} is${answer(` ${withArticle(kind)}.`)}`;
    if (form === 1) return `What is ${withArticle(word)}?${answer(` ${capital(withArticle(kind))}.`)}`;
    if (form === 2) return `${kind}: ${word}`;
    const list = pickMany(r, members(kind), 4).join(', ');
    return form === 3 ? `${kind}: ${list}` : `${list} (${kind})`;
  }).join('\n');
}

const withArticle = (word: string): string => (/^[aeiou]/u.test(word) ? `an ${word}` : `a ${word}`);
const members = (kind: string): readonly string[] =>
  classes.pretraining[kind] ?? classes.heldOut[kind] ?? [kind];
