/** English reviews: one to three clauses about things of a domain, under negation, modifiers and "but", with a grade. */
import type { Random } from '@adaptbench/core';
import { type Half, capital, chance, fill, pick, pickMany } from '../draw.ts';
import { type Clause, type Grade, type Review, clauseGrades, grades } from '../grade.ts';
import { type Domain, adjectiveFrames, domains, sharedAdjectives, verbFrames } from './lexicon.ts';

export interface ReviewOptions {
  /** Drawn evenly unless told. */
  readonly grade?: Grade;
  /** Name of one of the half's domains; drawn evenly unless told. */
  readonly domain?: string;
}

/** `heldOut` gives hotels. */
export function drawReview(r: Random, half: Half, options: ReviewOptions = {}): Review {
  const domain = domains[half].find(({ name }) => name === options.domain) ?? pick(r, domains[half]);
  const grade = options.grade ?? pick(r, grades);
  const nouns = pickMany(r, domain.nouns, pick(r, [1, 2, 2, 3]));
  const marks = clauseGrades(r, grade, nouns.length);
  const clauses = nouns.map((noun, i) => ({
    text: clause(r, half, domain, noun, marks[i]!),
    grade: marks[i]!,
  }));
  const sentences = [
    ...(chance(r, 0.3) ? [pick(r, domain.openings)] : []),
    ...joined(r, clauses),
    ...(chance(r, 0.2) ? [pick(r, domain.closings[grade])] : []),
  ];
  return { text: sentences.join(' '), grade, domain: domain.name };
}

/** Neighbours may share a sentence: "and" where they agree, "but" where they do not. */
function joined(r: Random, clauses: readonly Clause[]): string[] {
  const sentences: string[] = [];
  for (let i = 0; i < clauses.length; i++) {
    const [a, b] = [clauses[i]!, clauses[i + 1]];
    if (b && chance(r, 0.5)) {
      const word = Math.sign(a.grade) * Math.sign(b.grade) < 0 ? ', but ' : ' and ';
      sentences.push(`${capital(a.text)}${word}${b.text}.`);
      i++;
    } else sentences.push(`${capital(a.text)}.`);
  }
  return sentences;
}

function clause(r: Random, half: Half, domain: Domain, n: string, grade: Grade): string {
  if (chance(r, 0.15)) return fill(pick(r, verbFrames[grade]), { n });
  return fill(pick(r, adjectiveFrames[half]), { n, a: description(r, domain, grade) });
}

/** An adjective that has the grade by itself, or gets it from its modifier: very good is 2, not good −1, not bad 1. */
function description(r: Random, domain: Domain, grade: Grade): string {
  const adjective = (g: Grade): string =>
    pick(r, chance(r, 0.35) ? domain.adjectives[g] : sharedAdjectives[g]);
  if (chance(r, 0.7)) return adjective(grade);
  switch (grade) {
    case 2:
      return `${pick(r, ['very', 'really'])} ${adjective(1)}`;
    case 1:
      return chance(r, 0.5) ? `not ${adjective(-1)}` : `quite ${adjective(1)}`;
    case 0:
      return `rather ${adjective(0)}`;
    case -1:
      return chance(r, 0.7) ? `not ${adjective(1)}` : `a bit ${adjective(-1)}`;
    case -2:
      return `${pick(r, ['very', 'really'])} ${adjective(-1)}`;
  }
}
